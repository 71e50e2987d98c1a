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

# build PRESET: configures and builds into build/PRESET; with RSTLAB_WERROR=ON in the environment a warning is an error.
build()
{
	(
		cd "$top" || return
		cmake --preset "$1" ${RSTLAB_WERROR:+"-DRSTLAB_WERROR=$RSTLAB_WERROR"} && cmake --build --preset "$1" --parallel "$(nproc)"
	)
}

# last_words LOG: the last lines of each test that has failed, by what ctest has noted of all.
last_words()
{
	awk '/^"[^"]*" start time: / { name = $1; gsub(/"/, "", name); next }
		/^Output:$/ { count = 0; getline; takes = 1; next }
		/^<end of output>$/ { takes = 0; next }
		takes { line[count++] = $0; next }
		/^Test Failed\.$/ {
			print "\n" name ", its last words:"
			for (i = count > 24 ? count - 24 : 0; i < count; i++)
				print "    " line[i]
		}' "$1"
}

# run_tests PRESET [OPTION]...: the tests in build/PRESET, as root, one more at a time than there are processors, as they
# wait a lot; with RSTLAB_TEST_WHOLE, a test that leaves most of a long row out tries all of it. What ctest writes there
# is root's, in folders that are not: who built it can remove it. What those say that fail comes last, where who has no
# more than the end of a log can read it.
run_tests()
{
	local told=$top/build/$1/Testing/Temporary
	mkdir -p "$told"
	rm -f "$told/LastTest.log"
	(
		cd "$top" || return
		as_root env ${RSTLAB_TEST_WHOLE:+RSTLAB_TEST_WHOLE=1} ctest --parallel "$(($(nproc) + 1))" --preset "$@" || {
			last_words "$told/LastTest.log"
			return 1
		}
	)
}
