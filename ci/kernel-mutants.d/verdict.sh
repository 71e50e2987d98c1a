# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# What noticed a fault: read from what ci/kernels has left of its guest. Sourced by ci/kernel-mutants.

# differences PROGRAM OLD NEW: "SCENARIO: what changed", a line each; but not that one run has more.
differences()
{
	{
		"$1" compare --color never "$2" "$3" 2>/dev/null || true
		"$1" compare --color never "$2/matrix" "$3/matrix" 2>/dev/null || true
	} | awk '
		function end() {
			if (line != "")
				print scenario ": " line
			line = ""
		}
		/^      / { sub(/^ +/, " "); line = line $0; next }
		{ end() }
		/^[^ ]/ { scenario = $1; missing = 0 }
		/^  missing:/ { missing = 1 }
		missing { next }
		/^  [^ ]/ && !/^  (changed|same)/ { line = $0; sub(/^ +/, "", line) }
		/^    [^ ]/ { line = $0; sub(/^ +/, "", line) }
		END { end() }'
}

# verdict DIR: "CLASS<tab>what was seen" of a fault: report.txt, what its guest said while it was awake; report.txt.ended,
# unless the guest did not come to its end; and console.log, what its kernel said.
verdict()
{
	local first rest said
	# What failed, and then again alone.
	awk '/^@again / { text = ""; on = 1; next } /^@doubt / { text = ""; on = 0 } /^@asleep / { on = 0 }
		on { text = text $0 "\n" } END { printf "%s", text }' "$1/report.txt" >"$1/again"
	sed '/^@asleep /,$d' "$1/report.txt" >"$1/awake"
	if first=$(grep -m 1 '^FAIL ' "$1/again"); then
		printf 'FAIL\t%s\n' "$(why_of "$1/again" "$first")"
	elif first=$(grep -a -m 1 -E 'Kernel panic|BUG:|Oops:' "$1/console.log" 2>/dev/null); then
		printf 'console\t%s\n' "${first#*] }"
	elif first=$(awk -f "$top/ci/kernels.d/console.awk" "$1/console.log" 2>/dev/null | grep -m 1 ^during); then
		printf 'console\t%s\n' "${first#*] }"
	elif [ ! -e "$1/report.txt.ended" ]; then
		said=$(grep -E '^(PASS|SKIP|XFAIL|BROKEN|FAIL) ' "$1/report.txt" | tail -n 1 | awk '{ print $2 }')
		printf 'hang\tthe guest did not come to its end%s\n' "${said:+, after $said}"
	elif first=$(grep -m 1 '^BROKEN ' "$1/awake"); then
		rest=$(($(grep -c '^BROKEN ' "$1/awake") - 1))
		printf 'BROKEN\t%s%s\n' "$(why_of "$1/awake" "$first")" "$([ $rest -eq 0 ] || echo ", and $rest more")"
	elif first=$(grep -m 1 '^@late ' "$1/report.txt"); then
		printf 'late\tnothing within %s s\n' "${first#@late }"
	elif first=$(grep -m 1 '^@doubt ' "$1/report.txt"); then
		printf 'doubtful\t%s\n' "${first#@doubt }"
	else
		printf 'survived\t\n'
	fi
}

# compared PROGRAM DIR GROUND: the verdict of compare, if it has one: what differs from the run GROUND.1 in the saved run
# in DIR, and is not in GROUND.noise, what differs without a fault. That DIR has not all of it is no difference.
compared()
{
	local said
	said=$(differences "$1" "$3.1" "$2" | sort -u | comm -13 "$3.noise" -)
	[ ! "$said" ] ||
		printf 'compare\t%s%s\n' "$(head -n 1 <<<"$said")" "$(wc -l <<<"$said" | awk '$1 > 1 { print ", and " $1 - 1 " more" }')"
}

# why_of REPORT LINE: the scenario of that line, and which promise was broken, or what it says itself.
why_of()
{
	awk -v head="$2" '
		function short(text) {
			gsub(/ +/, " ", text)
			return text
		}
		!found && $0 == head { found = 1; why = head; sub(/^[A-Z]+ +[^ ]+ +[0-9.]+ m?s */, "", why); next }
		found && /^[A-Z]/ { exit }
		found && promise == "" && /^  FAIL / { promise = short(substr($0, 11)); next }
		promise != "" && expected == "" && !/^ +expected / { promise = promise short($0); next }
		promise != "" && /^ +expected / { expected = $0; sub(/^ +expected +/, "", expected); next }
		promise != "" && /^ +actual / { actual = $0; sub(/^ +actual +/, "", actual); exit }
		END {
			split(head, word, " +")
			if (promise != "")
				why = promise ": expected " short(expected) "; actual " short(actual)
			print word[2] ": " why
		}' "$1"
}

called() # CLASS
{
	case $1 in
	FAIL) echo "noticed by FAIL" ;;
	BROKEN) echo "by BROKEN alone" ;;
	compare) echo "by compare alone" ;;
	console) echo "by the kernel's console" ;;
	hang) echo "by a hang" ;;
	late) echo "not noticed in time" ;;
	doubtful) echo "by a FAIL that did not come again" ;;
	explained) echo "survived (explained)" ;;
	survived) echo "survived" ;;
	resurrected) echo "noticed though explained" ;;
	esac
}

# table: what became of each fault that was tried, as Markdown.
table()
{
	local i class said
	echo "| fault | where | what is wrong | noticed by | which |"
	echo "|---|---|---|---|---|"
	for i in "${!names[@]}"; do
		IFS=$'\t' read -r class said <"$runs/${names[i]}/verdict" || true
		[ "$class" != survived ] || said=${whys[i]}
		echo "| ${names[i]} | ${files[i]##*/}, \`${functions[i]}()\` | ${whats[i]} | ${class/survived/nothing} | ${said//|/\\|} |"
	done
}
