#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# ci/kselftest.sh [OPTION]...: every scenario as one of the kernel's selftests: KTAP on standard output, and
# the exit status 0 if they pass, 1 if one fails or the lab is broken, 4 if nothing could be played here.
# The options are those of `rstlab-ns all`; the program is $RSTLAB_NS, else the one in PATH, else the build beside.
# It needs nothing else of this repository, so that it can be copied into a kernel tree:
#     mkdir tools/testing/selftests/rstlab-ns && cd tools/testing/selftests/rstlab-ns
#     cp .../ci/kselftest.sh rstlab-ns.sh
#     printf 'TEST_PROGS := rstlab-ns.sh\ninclude ../lib.mk\n' >Makefile
#     echo timeout=600 >settings
set -u

# skip WHY: nothing can be played here.
skip()
{
	printf 'KTAP version 1\n1..1\nok 1 - rstlab-ns # SKIP %s\n' "$1"
	exit 4
}

program=${RSTLAB_NS:-$(command -v rstlab-ns || echo "$(dirname "$0")/../build/release/rstlab-ns")}
command -v "$program" >/dev/null || skip "there is no program $program"

# Line by line: of a kernel that hangs, the last one counts. Of the outermost results, were all skipped?
told=0 skipped=0
while IFS= read -r line; do
	printf '%s\n' "$line"
	case $line in
	'ok '*'# SKIP'*) told=$((told + 1)) skipped=$((skipped + 1)) ;;
	'ok '* | 'not ok '*) told=$((told + 1)) ;;
	esac
done < <("$program" all --format ktap "$@")
wait $!
case $? in
0) [ $told -gt $skipped ] || exit 4 ;;
4)
	[ $told -eq 0 ] || exit 4
	skip "nothing of this was to be played"
	;;
*) exit 1 ;;
esac
