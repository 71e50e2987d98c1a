/* SPDX-License-Identifier: GPL-2.0-only */
#include "machine.h"

#include "ns.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHANGES_MAX = 4, KEY_SIZE = 64, VALUE_SIZE = 64 };

struct machine {
	int ns;
	volatile int count; /* of changes to be given back */
	struct change {
		char key[KEY_SIZE], was[VALUE_SIZE];
	} change[CHANGES_MAX];
};

int machine_open(struct machine **ret)
{
	struct machine *machine = mmap(NULL, sizeof(*machine), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (machine == MAP_FAILED)
		return -errno;
	machine->ns = ns_current();
	if (machine->ns < 0) {
		int error = machine->ns;
		munmap(machine, sizeof(*machine));
		return error;
	}
	*ret = machine;
	return 0;
}

void machine_close(struct machine *machine)
{
	if (!machine)
		return;
	close(machine->ns);
	munmap(machine, sizeof(*machine));
}

/* In the machine's namespace. */
static int change(struct machine *machine, const char *key, const char *value)
{
	struct change *change = &machine->change[machine->count];
	if (machine->count == CHANGES_MAX || strlen(key) >= KEY_SIZE)
		return -E2BIG;
	int error = ns_sysctl_read(key, change->was, sizeof(change->was));
	if (error)
		return error;
	strcpy(change->key, key);
	/* Noted before it is done: to give back what was not changed does no harm. */
	machine->count++;
	error = ns_sysctl(key, value);
	if (error)
		machine->count--;
	return error;
}

static int give_back(struct machine *machine)
{
	int last = 0;
	for (; machine->count > 0; machine->count--) {
		const struct change *change = &machine->change[machine->count - 1];
		int error = ns_sysctl(change->key, change->was);
		if (error)
			last = error;
	}
	return last;
}

/* Enters the machine's namespace; returns the one to come back to, or -errno. */
static int enter(const struct machine *machine)
{
	int here = ns_current();
	int error = here < 0 ? here : ns_enter(machine->ns);
	if (error && here >= 0)
		close(here);
	return error ? error : here;
}

static int come_back(int here)
{
	int error = ns_enter(here);
	close(here);
	return error;
}

int machine_set(struct machine *machine, const char *key, const char *value)
{
	int here = enter(machine);
	if (here < 0)
		return here;
	int error = change(machine, key, value);
	int back = come_back(here);
	return error ? error : back;
}

int machine_restore(struct machine *machine)
{
	if (machine->count == 0)
		return 0;
	int here = enter(machine);
	if (here < 0)
		return here;
	int error = give_back(machine);
	int back = come_back(here);
	return error ? error : back;
}
