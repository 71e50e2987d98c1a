/* SPDX-License-Identifier: GPL-2.0-only */
/* doctor.h - what this machine can and cannot do, and what that means for which scenario. */
#ifndef RSTLAB_DOCTOR_H
#define RSTLAB_DOCTOR_H

#include "scenario.h"
#include "sizes.h"
#include "why.h"
#include "witnesses.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/utsname.h>

/* Of a witness, or of what some scenarios need: is it there? If not, `why_not` says why. */
struct finding {
	const char *name;          /* "reason", "nftables" */
	const char *what, *option; /* of a need: in words; what gives it, "CONFIG_NF_TABLES" */
	enum answer { NO, YES, UNKNOWN } answer; /* UNKNOWN: only the user can say */
	char why_not[TEXT_SIZE * 2];
};

/* A scenario as it would be played by `run`, without its options. */
struct prospect {
	const struct scenario *scenario;
	uint32_t family_count;
	struct family_prospect {
		const char *family;          /* "ipv4" */
		bool playable;               /* if not, it is skipped, */
		char why_not[TEXT_SIZE * 2]; /* with these words */
	} family[2];
	bool in_full; /* over each family that it has, with each witness */
};

struct diagnosis {
	struct utsname uts;
	unsigned user;
	bool possible;                         /* a lab can be made */
	bool own_users;                        /* in a user namespace of its own */
	bool own_procfs;                       /* with a procfs of its own */
	char why_not[TEXT_SIZE * 2];           /* not possible: why */
	struct finding witness[WITNESS_COUNT]; /* from WIRE on */
	struct finding tracepoint; /* what the witness reason has even where it has no reasons */
	char way[NAME_SIZE];       /* by which it is heard, "tracefs" */
	char clock[NAME_SIZE];     /* the kernel's clocksource, "tsc"; "": not known */
	char why_not_surer[192];   /* why no better way is used; "": there is none */
	bool watch_hears;
	char watch_way[TEXT_SIZE]; /* and why it does not, or not all */
	int64_t tick_ns;           /* of the clock that stamps packets */
	int ability_count;
	struct finding ability[ABILITIES_MAX];
	int count, full, playable; /* scenarios: all; in full; over any family */
	struct prospect prospect[];
};

/* Examines the machine as a run of @list does. Leaves the process in a user namespace of its own
 * where a run would play in one. 0, and @ret is the caller's to free(); or -errno, and @ret_why
 * says what could not be examined, and why a run could not begin. */
int diagnose(const struct scenario *const *list, int count, struct diagnosis **ret,
	     struct why *ret_why);

#endif
