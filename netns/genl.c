/* SPDX-License-Identifier: GPL-2.0-only */
#include "genl.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *msg, void *arg)
{
	(void)from;
	*(int *)arg = msg->error;
	return NL_STOP;
}

static int connect_to(struct nl_sock *sock, const char *family, int *ret_error, int *ret_family)
{
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_error, ret_error);
	if (genl_connect(sock) < 0)
		return -EIO;
	*ret_family = genl_ctrl_resolve(sock, family);
	return *ret_family < 0 ? -EOPNOTSUPP : 0;
}

int genl_command(const char *family, int version, uint8_t number,
		 int (*fill)(struct nl_msg *msg, const void *arg), const void *arg)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct nl_msg *msg = nlmsg_alloc();
	int kernel = 0, id, error = -ENOMEM;
	if (sock && msg)
		error = connect_to(sock, family, &kernel, &id);
	if (!error && (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, id, 0,
				    NLM_F_REQUEST | NLM_F_ACK, number, (uint8_t)version) ||
		       fill(msg, arg) < 0))
		error = -ENOMEM;
	if (!error) {
		kernel = 0;
		int sent = nl_send_auto(sock, msg);
		int got = sent < 0 ? sent : nl_wait_for_ack(sock);
		error = kernel ? kernel : got < 0 ? -EIO : 0;
	}
	nlmsg_free(msg);
	nl_socket_free(sock);
	return error;
}
