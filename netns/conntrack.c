/* SPDX-License-Identifier: GPL-2.0-only */
#include "conntrack.h"

#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdint.h>
#include <stdlib.h>

struct conntrack {
	struct nfct_handle *handle;
	int count;
};

static int on_entry(enum nf_conntrack_msg_type type, struct nf_conntrack *entry, void *arg)
{
	struct conntrack *conntrack = arg;
	(void)type;
	(void)entry;
	conntrack->count++;
	return NFCT_CB_CONTINUE;
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
	nfct_close(conntrack->handle);
	free(conntrack);
}

int conntrack_forget(struct conntrack *conntrack, int family)
{
	uint32_t value = (uint32_t)family;
	return nfct_query(conntrack->handle, NFCT_Q_FLUSH, &value) < 0 ? -errno : 0;
}

int conntrack_count(struct conntrack *conntrack, int family)
{
	uint32_t value = (uint32_t)family;
	conntrack->count = 0;
	return nfct_query(conntrack->handle, NFCT_Q_DUMP, &value) < 0 ? -errno : conntrack->count;
}
