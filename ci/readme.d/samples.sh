# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What ci/readme and ci/readme.d/type share: a sample of a page beside what was said. Sourced, not run.

# What is other each time, and the spaces of columns.
level()
{
	sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/CLOCK/g; s/(127\.0\.0\.[0-9]+):[0-9]{5}\b/\1:PORT/g; s/\bpid [0-9]+/pid N/g
		s/[0-9]+\.[0-9]{6}/TIME/g; s/[0-9.]+ m?s\b/MS/g; s/\b10(\.[0-9]+){3}/ADDRESS/g; s/fd[0-9a-f:]+/ADDRESS/g
		s/[0-9]+ → 8080/PORT → 8080/; s/8080 → [0-9]+/8080 → PORT/; s/Win=[1-9][0-9]*/Win=OPEN/
		s/^ *[0-9]+ TIME/N TIME/; s/[[:space:]]+/ /g; s/^ //; s/ $//'
}

# Of the lines of a sample, the first that was not said after the one before it.
missing() # SAMPLE SAID
{
	awk '
	NR == FNR { said[++count] = $0; next }
	$0 == "..." || $0 == "" { next }
	{
		wanted = $0
		cut = sub(/ ?\.\.\.$/, "", wanted)
		while (++at <= count)
			if (said[at] == wanted || (cut && index(said[at], wanted) == 1))
				next
		print
		exit
	}' "$2" "$1"
}
