# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest: what is packed for it, how it is booted, what it says, and what becomes of that. Sourced by ci/kernels.

# What the scenarios need of a kernel that has it as modules. What is missing is SKIPPED in the guest.
modules=(virtio_pci virtio_blk af_packet veth bridge tcp_diag mptcp_diag nf_tables nf_conntrack nf_conntrack_netlink
	nft_reject_inet nft_reject_ipv4 nft_reject_ipv6 nft_reject_netdev nft_ct nft_nat nft_chain_nat nft_masq
	nft_redir nft_synproxy nft_exthdr nft_counter nft_limit nft_log nft_fib_inet nft_socket nft_tproxy sch_netem
	vrf ip_vs ip_vs_rr tls aesni_intel aes_generic ctr ghash_generic gcm smc)
# What it cannot boot to the suite without.
must=(64BIT BLK_DEV_INITRD RD_GZIP BINFMT_ELF BINFMT_SCRIPT PROC_FS SYSFS DEVTMPFS TTY SERIAL_8250_CONSOLE UNIX INET
	NET_NS)
must_or_module=(VIRTIO_PCI VIRTIO_BLK PACKET VETH)

kvm_device=/dev/kvm
kvm_limit=20 # s; without KVM the slowest of these kernels takes half of it

# ---- What it boots from ----------------------------------------------------------------------------------------

add_program() # ROOT FILE NAME: into its /bin, and the libraries where it looks for them
{
	local library
	install -D "$2" "$1/bin/$3"
	# A static one has none, and ldd calls that a failure.
	{ ldd "$2" 2>/dev/null || true; } | grep -o '/[^ ]*' | while read -r library; do
		install -D "$library" "$1$library"
	done
}

# A folder becomes an initramfs, which may follow another one.
pack() { (cd "$1" && find . | cpio -o -H newc --quiet | gzip -1) >"$2"; }

pack_common() # FILE
{
	local root=$1.root
	mkdir -p "$root"/{bin,modules}
	add_program "$root" "$(command -v busybox)" busybox
	add_program "$root" "$program" rstlab-ns
	ln -s busybox "$root/bin/sh"
	install "$parts/init" "$root/init"
	: >"$root/modules/order"
	pack "$root" "$1"
}

pack_suite() # FILE COMMAND
{
	mkdir "$1.root"
	[ ${#added[@]} -eq 0 ] || cp "${added[@]}" "$1.root"
	printf 'cd /out\n%s\n' "$2" >"$1.root/suite"
	pack "$1.root" "$1"
}

pack_modules() # ROOT FILE: those in $modules that ROOT/lib/modules has, and what they depend on
{
	local release module file root
	root=$(mktemp -d "$work/modules.XXXXXX")
	release=$(ls "$1/lib/modules")
	mkdir "$root/modules"
	for module in "${modules[@]}"; do
		modprobe -C /dev/null -d "$1" -S "$release" --show-depends "$module" 2>/dev/null || true
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
		module=${file##*/}
		module=${module%%.ko*}.ko
		case $file in
		*.ko) cat "$file" ;;
		*.xz) xz -dc "$file" ;;
		*.zst) zstd -dc "$file" ;;
		*.gz) gzip -dc "$file" ;;
		esac >"$root/modules/$module"
		echo "$module" >>"$root/modules/order"
	done
	pack "$root" "$2"
}

# Says what the kernel with this configuration cannot even boot to the suite without.
lacking() # CONFIG HAS_MODULES
{
	local option good
	for option in "${must[@]}" "${must_or_module[@]}"; do
		good=y
		if [ "$2" ] && [[ " ${must_or_module[*]} " == *" $option "* ]]; then good=[ym]; fi
		grep -q "^CONFIG_$option=$good" "$1" || printf ' CONFIG_%s' "$option"
	done
}

# Says which options of lab.config the kernel with this configuration has not: stories that need them are skipped.
wanting() # CONFIG
{
	local option
	sed -n '/ In some releases alone /q; s/^CONFIG_\(.*\)=y$/\1/p' "$parts/lab.config" | while read -r option; do
		grep -q "^CONFIG_$option=[ym]" "$1" || printf ' CONFIG_%s' "$option"
	done
}

# ---- The machine -----------------------------------------------------------------------------------------------

# On a busy machine the timer may not tick as often as the kernel wants to see before it goes on: no_timer_check.
start_guest() # DIR IMAGE ACCEL: sets $guest, and $words, a descriptor to read what it says
{
	local command=(qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot -accel "$3"
		-m "${memory}M" -smp "$cpus" -kernel "$2" -initrd "$1/initramfs"
		-append "console=ttyS0 loglevel=5 panic=-1 no_timer_check rdinit=/init $append"
		-serial "file:$1/console.log" -serial file:/dev/stdout
		-drive "if=virtio,format=raw,cache=unsafe,file=$1/disk")
	[ "$3" != kvm ] || command+=(-cpu host)
	truncate -s 1G "$1/disk"
	: >"$1/console.log"
	printf '%s ' "${command[@]@Q}" >"$1/qemu.sh"
	# It goes with this process, however that goes.
	exec {words}< <(exec setpriv --pdeathsig KILL "${command[@]}" 2>"$1/qemu.log" </dev/null)
	guest=$!
}

end_guest() # sets $ended, the status of qemu
{
	kill "$guest" 2>/dev/null || true
	exec {words}<&-
	ended=0
	wait "$guest" || ended=$?
}

# KVM's device file says little: in a guest without nesting it is there, and no kernel gets anywhere.
kvm_boots() # IMAGE INITRAMFS
{
	local words guest ended line found=1
	[ -w "$kvm_device" ] || return
	mkdir -p "$work/probe"
	cp "$2" "$work/probe/initramfs"
	start_guest "$work/probe" "$1" kvm
	while IFS= read -r -t "$kvm_limit" -u "$words" line; do
		case $line in @init*) found=0 && break ;; esac
	done
	end_guest
	return $found
}

# ---- One kernel ------------------------------------------------------------------------------------------------

# Follows what the guest says until it ends: into $word, report.txt and kernel.txt.
listen() # LABEL DIR
{
	local line begin suite_began in_suite="" status=0
	begin=$(now)
	while :; do
		IFS= read -r -t "$silence" -u "$words" line || status=$?
		[ $status -eq 0 ] || break
		line=${line%$'\r'}
		case $line in
		@init) word[boot]=$(elapsed "$begin") ;;
		@kernel\ *)
			echo "${line#@kernel }" >"$2/kernel.txt"
			say "$1" "is up after ${word[boot]} s: $(<"$2/kernel.txt")"
			;;
		@suite) in_suite=1 suite_began=$(now) ;;
		@exit\ *) in_suite="" word[exit]=${line#@exit } word[suite]=$(elapsed "$suite_began") ;;
		@results\ *) word[results]=${line#@results } ;;
		@end) word[end]=1 ;;
		*)
			[ "$in_suite" ] || continue
			echo "$line" >>"$2/report.txt"
			[ ! "$command" ] || say "$1" "$line"
			;;
		esac
	done
	# Above 128 it was the time; else it ended.
	if [ $status -gt 128 ]; then word[silent]=1; fi
}

# Why nothing is known of this kernel; says nothing if all came, and whole. Unpacks it then, into DIR.
receive() # DIR
{
	local bytes sum panic
	if [ ! "${word[end]:-}" ]; then
		panic=$(grep -a 'Kernel panic' "$1/console.log" | head -n 1 | sed 's/^\[[^]]*\] *//')
		if [ "$panic" ]; then
			echo "$panic"
		elif [ "${word[silent]:-}" ]; then
			echo "hangs: not a word for $silence s"
		else
			echo "ended early; the status of qemu is $ended${word[exit]:+, that of the suite ${word[exit]}}"
		fi
		return
	fi
	read -r bytes sum <<<"${word[results]:-0 none}"
	head -c "$bytes" "$1/disk" >"$1/out.tgz"
	if [ "$(sha256sum <"$1/out.tgz")" != "$sum  -" ] || ! tar -xzf "$1/out.tgz" -C "$1"; then
		echo "its results were cut or damaged on the way out"
	elif [ ! "$command" ] && [[ ! ${word[exit]} =~ ^[0-4]$ ]]; then
		echo "the suite ended with status ${word[exit]}"
	elif [ ! "$command" ] && [ "${word[exit]}" -ne 2 ] &&
		! tail -n 3 "$1/results/results.json" 2>/dev/null | grep -q '"complete": true'; then
		echo "the suite did not come to its end: $(grep -a '^rstlab-ns: ' "$1/report.txt" | tail -n 1)"
	fi
	rm "$1/out.tgz"
}

# The verdict of each scenario in a report, to compare.
verdicts() { grep -E '^(PASS|FAIL|SKIP|XFAIL|BROKEN) ' "$1/report.txt" | awk '{ print $2, $1 }' | sort; }

bad_lines() { grep -E '^(FAIL |BROKEN |rstlab-ns:)' "$1/report.txt" | sed 's/^/    /'; }

tally() { sed -n 's/^[0-9]* results*: \(.*\) in .*/\1/p' "$1/report.txt"; }

# Boots one, judges what came, tells it, and leaves it in DIR/row.
play() # LABEL DIR IMAGE MODULES CONFIG
{
	local label=$1 dir=$2 guest words ended broken lacks="" wants="" complaints="" verdict=PASS status=0
	local -A word=()
	mkdir -p "$dir"
	: >"$dir/report.txt"
	if [ "$5" ]; then
		cp "$5" "$dir/config"
		lacks=$(lacking "$5" "$4")
		wants=$(wanting "$5")
		[ "$lacks" ] || [ ! "$wants" ] ||
			say "$label" "its configuration lacks$wants: what needs them is skipped"
	fi
	if [ "$4" ]; then pack_modules "$4" "$dir/modules"; fi
	cat "$work/common" "$work/suite" ${4:+"$dir/modules"} >"$dir/initramfs"
	rm -f "$dir/modules"

	if [ "$lacks" ]; then
		broken="its configuration lacks$lacks: it cannot boot to the suite"
	else
		say "$label" "boots: $accel, $memory MB, $cpus CPU, initramfs $(du -h --apparent-size "$dir/initramfs" | cut -f1)"
		start_guest "$dir" "$3" "$accel"
		listen "$label" "$dir"
		end_guest
		broken=$(receive "$dir")
		complaints=$(awk -f "$parts/console.awk" "$dir/console.log")
	fi
	[ ! -d "$dir/results" ] || { [ "$broken" ] || mv "$dir"/results/* "$dir"; rm -r "$dir/results"; }

	case ${broken:+broken}${word[exit]:-} in
	broken*) verdict=BROKEN status=3 ;;
	0) ;;
	2) verdict="BAD USAGE" status=2 ;;
	3) verdict=BROKEN status=3 ;;
	4) verdict="NOTHING RUN" status=2 ;;
	*) verdict=FAIL status=1 ;;
	esac
	if grep -q ^during <<<"$complaints"; then
		verdict="${verdict/PASS/FAIL}, the kernel complains"
		[ $status -ne 0 ] || status=1
	fi

	{
		say "$label" "$verdict${broken:+: $broken}"
		if [ "$broken" ] && [ -s "$dir/console.log" ]; then
			echo "    the last of its console:"
			tail -n 15 "$dir/console.log" | sed 's/^/    /'
			cat "$dir/qemu.log"
		fi
		bad_lines "$dir"
		sed -n 's/^during/    on its console:/p' <<<"$complaints"
		[ "$broken" ] || sed -n 's/^before/    before the suite, and not counted:/p' <<<"$complaints"
	} 2>/dev/null || true
	echo "$status|$label|$accel|${word[boot]:--}|${word[suite]:--}|$(stat -c %s "$dir/initramfs")|$verdict|$(tally "$dir")" \
		>"$dir/row"
	[ "$keep" ] || rm -f "$dir"/{initramfs,disk,qemu.sh,qemu.log}
}
