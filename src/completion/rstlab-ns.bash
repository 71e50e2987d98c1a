# SPDX-License-Identifier: GPL-2.0-only
# Bash completion of rstlab-ns. tests/test_options.c compares its lists with the program's tables.

_rstlab_ns_options()
{
	case $1 in
	all | run) echo "-4 --ipv4 -6 --ipv6 --jobs --repeat --timeout-scale --own-machine --pause --shell-on-error --out --format --report -v --verbose --color --require --no-skip --tag --reason --section --errno --flags --sender --state --between --shard -h --help" ;;
	list) echo "-4 --ipv4 -6 --ipv6 --format -v --verbose --tag --reason --section --errno --flags --sender --state --between --shard --json --names -h --help" ;;
	describe) echo "--tag --reason --section --errno --flags --sender --state --between -h --help" ;;
	judge) echo "-4 --ipv4 -6 --ipv6 --format --report -v --verbose --color --require --no-skip --as-kernel --tag --reason --section --errno --flags --sender --state --between -h --help" ;;
	merge) echo "--out --format --report -v --verbose --color --require --no-skip -h --help" ;;
	compare) echo "--format --report -v --verbose --color --oldest-first -h --help" ;;
	doctor) echo "-h --help" ;;
	atlas) echo "--format --tag --reason --section --errno --flags --sender --state --between --page -h --help" ;;
	*) echo "-h --help --version" ;;
	esac
}

_rstlab_ns()
{
	local commands="all run list describe judge merge compare doctor atlas"
	local formats="text ktap json junit markdown"
	local compare_formats="text markdown json"
	local list_formats="text names json" map_formats="text markdown json"
	local colors="auto always never"
	local witnesses="wire socket counter reason all"
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command="" before="" word

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [[ " $commands " == *" $word "* ]]; then
			command=$word
			break
		fi
	done

	[[ $command == compare ]] && formats=$compare_formats
	[[ $command == list ]] && formats=$list_formats
	[[ $command == atlas ]] && formats=$map_formats
	# Readline splits at '=': "--format=js" is three words, "--report junit=fi" four.
	[[ $cur == "=" ]] && cur="" before=$prev
	[[ $prev == "=" ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
	if [[ $before == --* ]]; then
		prev=$before
	elif [[ $before ]]; then
		prev=--out
	fi

	COMPREPLY=()
	case $prev in
	--format) mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$cur") ;;
	--report)
		mapfile -t COMPREPLY < <(compgen -W "$formats" -S = -- "$cur")
		compopt -o nospace 2>/dev/null
		;;
	--require)
		# A list, with commas between.
		[[ $cur == *,* ]] && word=${cur%,*}, || word=""
		mapfile -t COMPREPLY < <(compgen -W "$witnesses" -P "$word" -- "${cur##*,}")
		compopt -o nospace 2>/dev/null
		;;
	--color) mapfile -t COMPREPLY < <(compgen -W "$colors" -- "$cur") ;;
	--out)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		;;
	--jobs | --repeat | --timeout-scale | --pause | --as-kernel | --tag | --reason | --section | --errno | --flags | --sender | --state | --between | --shard) ;;
	*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$(_rstlab_ns_options "$command")" -- "$cur")
		elif [[ ! $command ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
		elif [[ $command == run || $command == describe ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" list --names 2>/dev/null)" -- "$cur")
		elif [[ $command == judge || $command == merge || $command == compare ]]; then
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		;;
	esac
}

complete -F _rstlab_ns rstlab-ns
