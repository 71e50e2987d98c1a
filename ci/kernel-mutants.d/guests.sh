# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# The guests of ci/kernel-mutants: what each is to play, and what it leaves. Sourced.

# What runs in the background goes with who has started it.
end_with_me()
{
	trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
	trap 'exit 130' INT TERM
}

# parallel FUNCTION ARG...: the function with each, at once; the first that fails ends all.
parallel()
{
	local one
	for one in "${@:2}"; do
		{ end_with_me && "$1" "$one"; } &
	done
	while [ "$(jobs -rp | wc -l)" -gt 0 ]; do wait -n || exit; done
}

# boot DIR NUMBER COMMAND FILE...: a guest with that fault awake, and none is 0; what it leaves is in DIR.
boot()
{
	local file status=0 add=()
	for file in "${@:4}"; do add+=(--add "$file"); done
	rm -rf "$1" "$1.new"
	ci/kernels --image "mutant=$image" --append "mut=$2" --jobs 1 --program "$program" --out "$1.new" "${with[@]}" \
		"${add[@]}" --command "$3" >"$1.log" 2>&1 &
	wait $! || status=$?
	mkdir -p "$1.new/mutant"
	echo "$status" >"$1.new/mutant/status"
	mv "$1.new/mutant" "$1"
	rm -rf "$1.new"
}

# meet FAMILY: what comes by which faults, into $runs/met.FAMILY: "UNIT NUMBER..." a line.
meet()
{
	local dir=$runs/none.$1
	[ ! -s "$runs/met.$1" ] || return 0
	boot "$dir" 0 "SCALE=$scale sh /guest met $1" "$parts/guest"
	if [ "$(<"$dir/status")" -ne 0 ] || grep -E '^(FAIL|BROKEN) ' "$dir/report.txt" >&2; then
		tail -n 20 "$dir.log" >&2
		die 3 "without a fault the kernel does not pass: see $dir"
	fi
	sed -n 's/^@met //p' "$dir/report.txt" >"$runs/met.$1.new"
	mv "$runs/met.$1.new" "$runs/met.$1"
}

own_family() # INDEX: of the fault
{
	if [[ ${files[$1]} == net/ipv6/* || ${functions[$1]} == *v6* || ${functions[$1]} == *ip6* ]]; then
		echo 6
	else
		echo 4
	fi
}

# plan MET...: "NUMBER NAME UNIT..." of each "NUMBER NAME FAMILY" of the input. That family comes first, and then what
# comes by few faults: it is the likeliest to be about this one. A state has many cells, so it counts for less.
plan()
{
	awk '
	FILENAME != "-" {
		unit[++units] = $1
		weight[units] = (NF - 1) / ($1 ~ /^matrix-/ ? 20 : 1)
		for (i = 2; i <= NF; i++)
			met[units, $i] = 1
		next
	}
	{
		for (u = 1; u <= units; u++)
			if ((u, $1) in met)
				print $1, $2, unit[u] ~ ("/ipv" $3 "$") ? 0 : 1, weight[u], unit[u]
	}' "$@" - | sort -k 1,1n -k 3,3n -k 4,4n | awk '
	$1 != last { if (last) print line; last = $1; line = $1 " " $2 }
	{ line = line " " $5 }
	END { if (last) print line }'
}

# What each guest is to try, in $runs/plan.1 and on; and the verdict of what nothing comes by.
plan_all()
{
	local i name dir
	rm -f "$runs"/plan.*
	# Of guests that were ended with who had started them.
	for dir in "$runs"/guest.*.new/mutant; do
		[ ! -e "$dir/report.txt" ] || take "$dir" whole
	done >/dev/null
	rm -rf "$runs"/guest.*.new
	for i in "${!names[@]}"; do
		name=${names[i]}
		if [ -e "$runs/$name/verdict" ] && [ "$resume" ]; then continue; fi
		rm -rf "${runs:?}/$name"
		echo "${numbers[i]} $name $(own_family "$i")"
	done | plan "${families[@]/#/$runs/met.}" >"$runs/plan"
	for i in "${!names[@]}"; do
		name=${names[i]}
		if [ -e "$runs/$name/verdict" ] || grep -q "^${numbers[i]} " "$runs/plan"; then continue; fi
		mkdir -p "$runs/$name"
		printf 'survived\tnothing comes by it\n' >"$runs/$name/verdict"
	done
	awk -v jobs="$jobs" -v plan="$runs/plan." '{ print > (plan (NR - 1) % jobs + 1) }' "$runs/plan"
	echo "$(wc -l <"$runs/plan") faults to try; of the others a verdict is there, or nothing comes by them"
}

# split DIR: what a guest left, by faults: report.txt, console.log and ended in $runs/NAME; says their names.
split()
{
	awk -v runs="$runs" '
	/^@fault / {
		close(file)
		system("mkdir -p " runs "/" $2)
		file = runs "/" $2 "/report.txt"
		printf "" > file
		print $2
		next
	}
	file == "" { next }
	/^@(done|spoilt) / { print > (file ".ended"); close(file ".ended") }
	{ print > file }' "$1/report.txt"
	awk -v runs="$runs" '
	{ sub(/\r$/, "") }
	/rstlab-ns: the fault is / { file = runs "/" $NF "/console.log"; print "[ 0.0] rstlab-ns: the suite begins" > file; next }
	file != "" { print > file }' "$1/console.log"
}

# take DIR [WHOLE]: the verdicts of what a guest left; its last fault may have brought it down, unless only WHOLE is asked
# for. Says their names.
take()
{
	local name
	for name in $(split "$1"); do
		if [ "${2-}" ] && [ ! -e "$runs/$name/report.txt.ended" ]; then
			rm -rf "${runs:?}/$name"
			continue
		fi
		verdict "$runs/$name" >"$runs/$name/new"
		mv "$runs/$name/new" "$runs/$name/verdict"
		echo "$name"
	done
}

# try GUEST: all of its plan, some at a time, so that what is known is kept.
try()
{
	local plan=$runs/plan.$1 dir=$runs/guest.$1 name tried
	while [ -s "$plan" ]; do
		mkdir -p "$dir.now"
		head -n 12 "$plan" >"$dir.now/plan"
		boot "$dir" 0 "SCALE=$scale LIMIT=$limit sh /guest try /plan" "$parts/guest" "$dir.now/plan"
		tried=$(take "$dir")
		[ "$tried" ] || { tail -n 20 "$dir.log" >&2 && die 3 "the guest tried no fault: see $dir"; }
		for name in $tried; do sed -i "/^[0-9]* $name /d" "$plan"; done
	done
}

# saved FAMILY UNIT...: what a guest plays to leave saved runs.
saved()
{
	local unit scenarios=() states=() options="--color never --timeout-scale $scale --own-machine"
	for unit in "${@:2}"; do
		case $unit in
		matrix-*/ipv"$1") states+=(--state "${unit#matrix-}") ;;
		*/ipv"$1") scenarios+=("$unit") ;;
		esac
	done
	states=("${states[@]%/*}")
	[ ${#states[@]} -eq 0 ] || echo "rstlab-ns matrix -$1 $options --out /out/matrix ${states[*]} >/dev/null"
	[ ${#scenarios[@]} -eq 0 ] || echo "rstlab-ns run $options --out /out/results ${scenarios[*]}"
}

# ground FAMILY: two saved runs without a fault, and what differs between them.
ground()
{
	local dir=$runs/ground.$1 n units
	mapfile -t units < <(cut -d ' ' -f 1 "$runs/met.$1")
	for n in 1 2; do
		[ -d "$dir.$n" ] || boot "$dir.$n" 0 "$(saved "$1" "${units[@]}")"
	done
	{ differences "$program" "$dir.1" "$dir.2" && differences "$program" "$dir.2" "$dir.1"; } | sort -u >"$dir.noise"
	echo "IPv$1: between two runs without a fault compare has $(wc -l <"$dir.noise") changes"
}

# look_again NAME...: with compare, in the fault's own family.
look_again()
{
	local name dir number one units
	for name in $1; do
		dir=$runs/$name/saved
		read -r number one <<<"$(awk -v name="$name" '$2 == name { print $1, substr($3, length($3)) }' "$runs/plan.compare")"
		read -ra units <<<"$(awk -v name="$name" '$2 == name { $1 = $2 = ""; print }' "$runs/plan.compare")"
		boot "$dir" "$number" "$(saved "$one" "${units[@]}")"
		compared "$program" "$dir" "$runs/ground.$one" >"$runs/$name/new"
		[ ! -s "$runs/$name/new" ] || mv "$runs/$name/new" "$runs/$name/verdict"
		rm -rf "$dir"/{captures,matrix/captures}
	done
}

# compare_all: those of which nothing but silence came, by their saved runs.
compare_all()
{
	local i name silent=()
	for i in "${!names[@]}"; do
		name=${names[i]}
		if [ ! -e "$runs/$name/saved" ] && grep -q -E '^(survived|doubtful|late)' "$runs/$name/verdict" &&
			[ ! "${whys[i]}" ]; then
			silent+=("${numbers[i]} $name $(own_family "$i")")
		fi
	done
	[ ${#silent[@]} -gt 0 ] || return 0
	printf '%s\n' "${silent[@]}" | plan "${families[@]/#/$runs/met.}" >"$runs/plan.compare"
	parallel ground "${families[@]}"
	mapfile -t silent < <(awk -v jobs="$jobs" '{ n = NR % jobs; part[n] = part[n] " " $2 } END { for (n in part) print part[n] }' \
		"$runs/plan.compare")
	parallel look_again "${silent[@]}"
}
