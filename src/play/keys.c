/* SPDX-License-Identifier: GPL-2.0-only */
#include "keys.h"

#include "link.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(struct ao_add) == 288, "as struct tcp_ao_add of <linux/tcp.h>");

/* The address of the other side, without its port, in the form of a sockaddr. */
static void peer_address(const struct endpoint *peer, int family, struct sockaddr_storage *ret)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;
	struct sockaddr_in *in = (struct sockaddr_in *)ret;

	if (family == AF_INET6) {
		*in6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_addr = peer->addr };
		return;
	}
	*in = (struct sockaddr_in){ .sin_family = AF_INET };
	memcpy(&in->sin_addr, &peer->addr.s6_addr[12], sizeof(in->sin_addr));
}

struct tcp_md5sig key_md5(const struct endpoint *peer, int family, const char *key)
{
	struct tcp_md5sig ret = { .tcpm_keylen = (uint16_t)strnlen(key, sizeof(ret.tcpm_key)) };

	memcpy(ret.tcpm_key, key, ret.tcpm_keylen);
	peer_address(peer, family, &ret.tcpm_addr);
	return ret;
}

struct ao_add key_ao(const struct endpoint *peer, int family, uint8_t id, const char *key)
{
	struct ao_add ret = {
		.algorithm = "hmac(sha1)",
		.prefix = family == AF_INET6 ? 128 : 32,
		.send_id = id,
		.receive_id = id,
		.key_bytes = (uint8_t)strnlen(key, KEY_MAX),
	};

	memcpy(ret.key, key, ret.key_bytes);
	peer_address(peer, family, &ret.addr);
	return ret;
}

struct tls12_crypto_info_aes_gcm_128 key_tls(const char *key)
{
	struct tls12_crypto_info_aes_gcm_128 ret = {
		.info = { .version = TLS_1_2_VERSION, .cipher_type = TLS_CIPHER_AES_GCM_128 },
	};

	memcpy(ret.key, key, strnlen(key, sizeof(ret.key)));
	return ret;
}

/* ---- Can this kernel? --------------------------------------------------------------------------
 */

/* Of a key that is not there, where it is known what keys are. */
int key_try_md5(void)
{
	struct tcp_md5sig none = { .tcpm_addr.ss_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	int failed = setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &none, sizeof(none)) < 0 ? errno : 0;
	close(fd);
	if (failed == ENOPROTOOPT) /* the kernel's way to say that it is not built in */
		return -EOPNOTSUPP;
	return failed == ENOENT ? 0 : -failed;
}

void key_begin_md5(void)
{
	static const struct endpoint nobody = {
		.addr = { .s6_addr = { [10] = 0xff, 0xff, 127, 0, 0, 1 } }
	};
	struct tcp_md5sig key = key_md5(&nobody, AF_INET, "the first");
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &key, sizeof(key));
	close(fd);
}

/* ENOENT: it knows TCP-AO, and no HMAC-SHA-1. */
int key_try_ao(void)
{
	struct endpoint peer = { .addr = in6addr_loopback };
	struct ao_add value = key_ao(&peer, AF_INET, 1, "a key");
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	int failed = setsockopt(fd, IPPROTO_TCP, AO_ADD_KEY, &value, sizeof(value)) < 0 ? errno : 0;
	close(fd);
	return failed == ENOPROTOOPT || failed == ENOENT ? -EOPNOTSUPP : -failed;
}

static int set_tls(int fd)
{
	struct tls12_crypto_info_aes_gcm_128 value = key_tls("a key");

	if (setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", sizeof("tls")) < 0 ||
	    setsockopt(fd, SOL_TLS, TLS_TX, &value, sizeof(value)) < 0 ||
	    setsockopt(fd, SOL_TLS, TLS_RX, &value, sizeof(value)) < 0)
		return -errno;
	return 0;
}

/* kTLS is for connected sockets alone. */
static int connect_loopback(int listener, int fd)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	if (bind(listener, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&at, &size) < 0 ||
	    connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		return -errno;
	return set_tls(fd);
}

int key_try_tls(void)
{
	struct link_ctl *links = NULL;
	int error = link_open(&links);
	if (!error)
		error = link_set_up(links, 1, true);
	link_close(links);
	if (error)
		return error;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	error = listener < 0 || fd < 0 ? -errno : connect_loopback(listener, fd);
	if (fd >= 0)
		close(fd);
	if (listener >= 0)
		close(listener);
	/* No such protocol above TCP, or no such cipher. */
	return error == -ENOENT ? -EOPNOTSUPP : error;
}
