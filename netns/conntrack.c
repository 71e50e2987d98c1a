/* SPDX-License-Identifier: GPL-2.0-only */
#include "conntrack.h"

#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdint.h>
#include <stdlib.h>

struct conntrack {
	struct nfct_handle *handle;
	struct nf_conntrack *seen; /* the addresses and ports of an entry; NULL: of none */
	int error;                 /* why there is none, -errno; 0: there was none */
};

static int on_entry(enum nf_conntrack_msg_type type, struct nf_conntrack *entry, void *arg)
{
	struct conntrack *conntrack = arg;
	(void)type;
	if (conntrack->seen)
		return NFCT_CB_CONTINUE;
	conntrack->seen = nfct_new();
	conntrack->error = conntrack->seen ? 0 : -ENOMEM;
	if (conntrack->seen)
		nfct_copy(conntrack->seen, entry, NFCT_CP_ORIG);
	return conntrack->seen ? NFCT_CB_CONTINUE : NFCT_CB_FAILURE;
}

static void forget_seen(struct conntrack *conntrack)
{
	if (conntrack->seen)
		nfct_destroy(conntrack->seen);
	conntrack->seen = NULL;
}

int conntrack_open(struct conntrack **ret)
{
	struct conntrack *conntrack = calloc(1, sizeof(*conntrack));
	if (!conntrack)
		return -ENOMEM;
	conntrack->handle = nfct_open(CONNTRACK, 0);
	if (!conntrack->handle) {
		int error = -errno;
		free(conntrack);
		return error;
	}
	nfct_callback_register(conntrack->handle, NFCT_T_ALL, on_entry, conntrack);
	*ret = conntrack;
	return 0;
}

void conntrack_close(struct conntrack *conntrack)
{
	if (!conntrack)
		return;
	forget_seen(conntrack);
	nfct_close(conntrack->handle);
	free(conntrack);
}

int conntrack_forget(struct conntrack *conntrack, int family)
{
	uint32_t value = (uint32_t)family;
	return nfct_query(conntrack->handle, NFCT_Q_FLUSH, &value) < 0 ? -errno : 0;
}

/* A dump goes through the table of the whole machine, milliseconds; an entry of which we know is
 * looked up. */
int conntrack_any(struct conntrack *conntrack, int family)
{
	uint32_t value = (uint32_t)family;
	if (conntrack->seen) {
		if (nfct_query(conntrack->handle, NFCT_Q_GET, conntrack->seen) == 0)
			return 1;
		if (errno != ENOENT)
			return -errno;
		forget_seen(conntrack);
	}
	if (nfct_query(conntrack->handle, NFCT_Q_DUMP, &value) < 0)
		return -errno;
	return conntrack->seen ? 1 : conntrack->error;
}
