# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Debian's kernels, by an apt root of our own, in $cache/apt: the machine's is not touched. Sourced by ci/kernels.

# Where Debian's kernels of the last years are. A suite that a mirror has no more is left out, and said.
suites=(bullseye bullseye-security bookworm bookworm-security trixie trixie-security trixie-backports sid)

own_apt() # COMMAND ARG...: reads the machine's settings, a proxy say, and ours after them
{
	"$1" -c "$cache/apt/apt.conf" "${@:2}"
}

debian_mirror()
{
	# apt tells what it would ask for, also where it has never asked.
	local known="bullseye|bookworm|trixie|forky|sid|unstable|testing|stable|oldstable"
	apt-get update --print-uris 2>/dev/null |
		sed -nE "s%^'(.*/debian)/dists/($known)/InRelease'.*%\1%p" | head -n 1
}

apt_root()
{
	local uri=$mirror keys=$keyring suite archive lock
	[ "$uri" ] || uri=$(debian_mirror)
	[ "$uri" ] || die 2 "apt on this machine knows no Debian mirror: give one with --mirror URI, and its --keyring"
	[ "$keys" ] || keys=$(ls /usr/share/keyrings/debian-archive-keyring.{pgp,gpg} 2>/dev/null | head -n 1)
	mkdir -p "$cache"/apt/{lists/partial,parts}
	touch "$cache/apt/status"
	# One at a time, if another ci/kernels has the same cache: until this one ends.
	exec {lock}>"$cache/apt/lock.ours"
	flock "$lock"
	rm -rf "$cache"/unpack.*
	for suite in "${suites[@]}"; do
		archive=$uri
		if [[ $suite == *-security ]]; then archive+=-security; fi
		echo "deb [arch=amd64${keys:+ signed-by=$keys}] $archive $suite main"
	done >"$cache/apt/sources.list"
	cat >"$cache/apt/apt.conf" <<-EOF
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Sandbox::User "$(id -un)";
		Acquire::Languages "none";
		Dir::Etc::sourcelist "$cache/apt/sources.list";
		Dir::Etc::sourceparts "$cache/apt/parts";
		Dir::State "$cache/apt";
		Dir::State::status "$cache/apt/status";
		Dir::Cache "$cache/apt";
		Dir::Cache::pkgcache "pkgcache.bin";
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
	EOF
	# A suite that is gone leaves the others; one that cannot be reached leaves what is known of it.
	own_apt apt-get update -q >"$cache/apt/update.log" 2>&1 || true
	grep -E '^(E|W|Err)' "$cache/apt/update.log" >&2 || true
	own_apt apt-cache dumpavail | awk '
		$1 == "Package:" { name = $2 }
		$1 == "Version:" && name ~ /^linux-(image|binary|modules|base)-[0-9].*-cloud-amd64$/ { print $2, name }' |
		sort -V >"$cache/apt/packages"
	grep ' linux-image-' "$cache/apt/packages" >"$cache/apt/kernels" ||
		die 3 "no kernel in the lists of $uri; see $cache/apt/update.log"
}

newest_of() # SERIES: "VERSION PACKAGE" of Debian's newest
{
	awk -v want="$1" 'want == "newest" || index($1, want ".") == 1 || index($1, want "-") == 1 { last = $0 }
		END { if (last) print last }' "$cache/apt/kernels"
}

# Downloads a kernel and unpacks it: $cache/VERSION/{vmlinuz,config,root/lib/modules/...}.
fetch() # VERSION PACKAGE
{
	local release=${2#linux-image-} package packages=() unpacked root
	[ ! -e "$cache/$1" ] || return 0
	# From 6.19 on the image is a stub, and comes in parts.
	for package in "$2" "linux-binary-$release" "linux-modules-$release" "linux-base-$release"; do
		if grep -qF "$1 $package" "$cache/apt/packages"; then packages+=("$package=$1"); fi
	done
	unpacked=$(mktemp -d "$cache/unpack.XXXXXX")
	if ! (cd "$unpacked" && own_apt apt-get download -q "${packages[@]}") >"$cache/apt/download.log" 2>&1; then
		tail -n 5 "$cache/apt/download.log" >&2
		return 1
	fi
	for package in "$unpacked"/*.deb; do
		dpkg-deb -x "$package" "$unpacked/root" && rm "$package" || return 1
	done
	# Up to 6.1 in lib/ and boot/, later in usr/lib/, and the image there too since 6.19.
	root=$unpacked/root
	if [ -d "$root/usr/lib/modules" ]; then ln -s usr/lib "$root/lib"; fi
	for package in vmlinuz config; do
		find "$root/boot/$package-$release" "$root/lib/modules/$release/$package" 2>/dev/null |
			xargs -I{} ln -sr {} "$unpacked/$package"
	done
	depmod -b "$root" "$release" && [ -e "$unpacked/vmlinuz" ] && mv "$unpacked" "$cache/$1"
}
