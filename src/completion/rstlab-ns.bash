# SPDX-License-Identifier: GPL-2.0-only
# Bash completion of rstlab-ns. It has no lists: `rstlab-ns complete` knows what may stand where.

_rstlab_ns()
{
	local cur=${COMP_WORDS[COMP_CWORD]} words=() word prefix i

	# Readline splits at '=': "--format=js" is three words, and one again here.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ ${#words[@]} -gt 0 && ($word == = || ${COMP_WORDS[i - 1]} == =) ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
	done
	[[ $cur == = ]] && cur=
	prefix=${words[-1]%"$cur"} # of a candidate, what readline has already

	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		if [[ $word == :files ]]; then
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "${cur##*=}")
		else
			COMPREPLY+=("${word#"$prefix"}")
		fi
	done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null)
	if [[ ${COMPREPLY[0]-} == *= ]]; then
		compopt -o nospace 2>/dev/null
	fi
}

complete -F _rstlab_ns rstlab-ns
