# SPDX-License-Identifier: GPL-2.0-only
# Completes "rstlab-ns WORD..." in a zsh on a terminal of its own, and prints what was found, a line each. Completion
# runs in the line editor alone, so what goes to compadd is written down; then that zsh exits.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; RPS1=; cd $PWD; rm -f hits; fpath=($SOURCE \$fpath)
autoload -Uz compinit; compinit -u -D
compadd() {
	local -a hits
	if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		builtin compadd -O hits \"\$@\"
		(( \$#hits )) && print -rl -- \$hits >>hits
	fi
	builtin compadd \"\$@\"
}
finish() { exit }
comppostfuncs=(finish)
bindkey '^I' complete-word"
zpty -n -w shell "rstlab-ns $*"$'\t'
while zpty -r shell line 2>/dev/null; do :; done
cat hits
