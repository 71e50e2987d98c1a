/* SPDX-License-Identifier: GPL-2.0-only */
#include "own_host.h"

#include "link.h"
#include "ns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const struct in6_addr own = { .s6_addr = { [10] = 0xff, [11] = 0xff, 10, 9, 9, 1 } };

bool own_host_enter(void)
{
	struct link_ctl *ctl;

	if (geteuid() != 0 || ns_create() < 0 || link_open(&ctl) < 0)
		return false;
	assert_int_equal(link_set_up(ctl, 1, true), 0);
	assert_int_equal(link_add_address(ctl, 1, &own, 32), 0);
	link_close(ctl);
	return true;
}

struct sockaddr_in own_host_at(const char *addr, int port)
{
	struct sockaddr_in ret = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	assert_int_equal(inet_pton(AF_INET, addr, &ret.sin_addr), 1);
	return ret;
}

int own_host_listen(const char *addr, int port)
{
	struct sockaddr_in where = own_host_at(addr, port);
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&where, sizeof(where)), 0);
	assert_int_equal(listen(fd, 5), 0);
	return fd;
}

int own_host_connect(const char *addr, int port, int expected)
{
	struct sockaddr_in where = own_host_at(addr, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err = connect(fd, (struct sockaddr *)&where, sizeof(where)) < 0 ? errno : 0;

	assert_int_equal(err, expected);
	return fd;
}
