# SPDX-License-Identifier: GPL-2.0-only
# What the kernel complained of, out of its console: a line "during ..." or "before ...", the suite, for each.
# ci/kernels fails the run for those during it.

BEGIN {
	when = "before"
	complaint = "(^|[^[:alnum:]_])(WARNING|BUG|Oops|KASAN|KCSAN|KMSAN|KFENCE|UBSAN|refcount_t):"
	complaint = complaint "|kernel BUG at|Kernel panic|general protection fault|[Uu]nable to handle"
	complaint = complaint "|possible [a-z ]+ detected|suspicious RCU usage|non-static key|lockdep is turned off"
	complaint = complaint "|rcu.*(stall|starved)|task .* blocked for more than|soft lockup|hard LOCKUP"
	complaint = complaint "|unregister_netdevice: waiting|list_(add|del) corruption|kmemleak: [0-9]+ new"
	complaint = complaint "|page allocation failure|Out of memory|invoked oom-killer|segfault at"

	# Not of the suite's making, and no fault of the kernel: a processor's weakness that it tells of at boot, or
	# when a BPF setting changes; the firmware's mistakes.
	harmless = "Spectre V2 *: WARNING:|ACPI BIOS (Warning|Error) \\(bug\\)|ACPI (BIOS )?(Warning|Error)"
}

{ sub(/\r$/, "") }

/rstlab-ns: the suite begins/ { when = "during" }

$0 ~ complaint && $0 !~ harmless { print when, $0 }
