/* SPDX-License-Identifier: GPL-2.0-only */
/* out_folder.h - the folder of --out, from the claim to it until all is in place. */
#ifndef RSTLAB_OUT_FOLDER_H
#define RSTLAB_OUT_FOLDER_H

#include "directory.h"
#include "why.h"

#include <stdbool.h>

struct out_folder {
	const char *path; /* as it was asked for */
	int fd;
	int parent;                     /* the folder that it is in */
	char name[DIRECTORY_NAME_SIZE]; /* in parent; while it is written, another: see `beside` */
	char beside[DIRECTORY_NAME_SIZE]; /* empty: it has its name already */
	bool made;                        /* by us */
	int captures;                     /* the folder in it; -1: not made yet */
	bool claims;                      /* captures is the claim: it is there before its files */
};

/*
 * Claims the folder @path for one run, and makes it if it is not there. The claim is a lock that
 * goes with the descriptor, however the process ends; where a file system knows no locks, it is
 * that captures is made at once. 0 or -errno and in @ret_why: it cannot be
 * made, holds what a run leaves, or another run has it.
 */
int out_folder_claim(const char *path, struct out_folder *ret, struct why *ret_why);

/* Makes a folder of another name beside @path, which must not be there yet or be empty:
 * out_folder_publish() puts it in place as a whole. 0 or -errno and in @ret_why. */
int out_folder_beside(const char *path, struct out_folder *ret, struct why *ret_why);
int out_folder_publish(struct out_folder *folder, struct why *ret_why);

/* Makes captures in it, if that has not been done. The descriptor, which stays the folder's, or
 * -errno. */
int out_folder_captures(struct out_folder *folder);

/* Lets go of it. One that we have made and that is empty is removed, and one beside with all that
 * is in it. */
void out_folder_close(struct out_folder *folder);

#endif
