# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the scripts beside this one share. Sourced, not run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# phase NAME COMMAND...: runs it; what it says goes to build/log/NAME.log. A line on standard error tells how long
# it took; if it fails, the end of the log too, and the script ends.
phase()
{
	local name=$1 log=build/log/$1.log begin=$SECONDS status
	shift
	mkdir -p "$top/build/log"
	printf '%-13s' "$name" >&2
	# Not as a condition: that would turn off `set -e` inside.
	set +e
	(
		set -e
		"$@"
	) >"$top/$log" 2>&1
	status=$?
	set -e
	if [ $status -ne 0 ]; then
		printf 'FAILED after %d s; the end of %s:\n' $((SECONDS - begin)) "$log" >&2
		tail -n 40 "$top/$log" | sed 's/^/    /' >&2
		exit $status
	fi
	printf '%4d s  %s\n' $((SECONDS - begin)) "$log" >&2
}

# shown NAME COMMAND...: the last phase, whose own words are what was asked for. The script ends as it does.
shown()
{
	local name=$1 begin=$SECONDS status
	shift
	set +e
	"$@"
	status=$?
	set -e
	printf '%-13s%4d s\n' "$name" $((SECONDS - begin)) >&2
	exit $status
}

# build PRESET: configures and builds into build/PRESET.
build()
{
	(
		cd "$top" || return
		cmake --preset "$1" && cmake --build --preset "$1" --parallel "$(nproc)"
	)
}

# run_tests PRESET [OPTION]...: the tests in build/PRESET, as root, one more at a time than there are processors, as they
# wait a lot; with RSTLAB_TEST_WHOLE, a test that leaves most of a long row out tries all of it. What ctest writes there
# is root's, in folders that are not: who built it can remove it.
run_tests()
{
	mkdir -p "$top/build/$1/Testing/Temporary"
	(
		cd "$top" || return
		as_root env ${RSTLAB_TEST_WHOLE:+RSTLAB_TEST_WHOLE=1} ctest --parallel "$(($(nproc) + 1))" --preset "$@"
	)
}
