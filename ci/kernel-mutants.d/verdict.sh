# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# What noticed a fault: read from what ci/kernels has left of its guest. Sourced by ci/kernel-mutants.

# tally DIR: of the scenarios; that of the matrix comes before.
tally() { sed -n 's/^[0-9]* results*: \(.*\) in .*/\1/p' "$1/report.txt" | tail -n 1; }

# differences PROGRAM OLD NEW: "SCENARIO: what changed", a line each.
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
		/^[^ ]/ { scenario = $1 }
		/^  [^ ]/ && !/^  (changed|same)/ { line = $0; sub(/^ +/, "", line) }
		/^    [^ ]/ { line = $0; sub(/^ +/, "", line) }
		END { end() }'
}

# verdict PROGRAM DIR NONE: "CLASS<tab>what was seen" of the run in DIR; NONE.1 and NONE.noise are of runs without a fault.
verdict()
{
	local first rest said
	if first=$(grep -m 1 '^FAIL ' "$2/report.txt"); then
		rest=$(($(grep -c '^FAIL ' "$2/report.txt") - 1))
		printf 'FAIL\t%s%s\n' "$(why_of "$2/report.txt" "$first")" "$([ $rest -eq 0 ] || echo ", and $rest more")"
	elif first=$(grep -a -m 1 -E 'Kernel panic|BUG:|Oops:' "$2/console.log" 2>/dev/null); then
		printf 'console\t%s\n' "${first#*] }"
	elif first=$(awk -f "$top/ci/kernels.d/console.awk" "$2/console.log" 2>/dev/null | grep -m 1 ^during); then
		printf 'console\t%s\n' "${first#*] }"
	elif [ "$(<"$2/status")" -ge 124 ] || [ "$(grep -c '^[0-9]* result' "$2/report.txt" 2>/dev/null)" -lt 2 ]; then
		said=$(tail -n 1 "$2/report.txt" 2>/dev/null | awk '{ print $2 }')
		printf 'hang\tgiven up after %s s%s\n' "$(<"$2/took")" "${said:+, after $said}"
	elif first=$(grep -m 1 '^BROKEN ' "$2/report.txt"); then
		rest=$(($(grep -c '^BROKEN ' "$2/report.txt") - 1))
		printf 'BROKEN\t%s%s\n' "$(why_of "$2/report.txt" "$first")" "$([ $rest -eq 0 ] || echo ", and $rest more")"
	elif said=$(differences "$1" "$3.1" "$2" | sort -u | comm -13 "$3.noise" -) && [ "$said" ]; then
		printf 'compare\t%s%s\n' "$(head -n 1 <<<"$said")" "$(wc -l <<<"$said" | awk '$1 > 1 { print ", and " $1 - 1 " more" }')"
	else
		printf 'survived\t\n'
	fi
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

# best_of VERDICT...: of several runs of one fault, what noticed it most.
best_of()
{
	local class
	for class in FAIL console hang BROKEN compare doubtful survived; do
		grep -h -m 1 "^$class"$'\t' "$@" && return
	done
}

called() # CLASS
{
	case $1 in
	FAIL) echo "noticed by FAIL" ;;
	BROKEN) echo "by BROKEN alone" ;;
	compare) echo "by compare alone" ;;
	console) echo "by the kernel's console" ;;
	hang) echo "by a hang" ;;
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
