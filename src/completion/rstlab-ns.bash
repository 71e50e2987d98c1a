# SPDX-License-Identifier: GPL-2.0-only
# Bash completion of rstlab-ns. It has no lists: `rstlab-ns complete` knows what may stand where.

# What the program would get of a word as it is typed, of which the end may be missing.
_rstlab_ns_unquote()
{
	local quote=${1:0:1}

	if [[ $quote == [\'\"] ]]; then
		REPLY=${1:1}
		REPLY=${REPLY%"$quote"}
	else
		# shellcheck disable=SC2162 # it is to take the backslashes
		IFS= read REPLY <<<"$1"
	fi
}

_rstlab_ns()
{
	local cur=${COMP_WORDS[COMP_CWORD]} words=() word prefix i REPLY

	# Readline splits at '=': "--format=js" is three words, and one again here.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		_rstlab_ns_unquote "$word"
		if [[ ${#words[@]} -gt 0 && ($word == = || ${COMP_WORDS[i - 1]} == =) ]]; then
			words[-1]+=$REPLY
		else
			words+=("$REPLY")
		fi
	done
	[[ $cur == = ]] && cur=
	_rstlab_ns_unquote "$cur"
	prefix=${words[-1]%"$REPLY"} # of a candidate, what readline has already

	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		if [[ $word == :files ]]; then
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "${REPLY##*=}")
			continue
		fi
		word=${word#"$prefix"}
		# Behind a quote that is open nothing is split.
		if [[ $cur != [\'\"]* && $word == *[^-a-zA-Z0-9_./:,=*]* ]]; then
			printf -v word %q "$word"
		fi
		COMPREPLY+=("$word")
	done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null)
	if [[ ${COMPREPLY[0]-} == *= ]]; then
		compopt -o nospace 2>/dev/null
	fi
}

complete -F _rstlab_ns rstlab-ns
