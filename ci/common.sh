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
