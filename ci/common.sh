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

# build PRESET: configures and builds into build/PRESET.
build()
{
	(
		cd "$top" || return
		cmake --preset "$1"
		cmake --build --preset "$1" --parallel "$(nproc)"
	)
}

# run_tests PRESET [OPTION]...: the tests in build/PRESET, as root. What ctest writes there is root's, in
# folders that are not: who built it can remove it.
run_tests()
{
	mkdir -p "$top/build/$1/Testing/Temporary"
	(
		cd "$top" || return
		as_root ctest --preset "$@"
	)
}
