/* SPDX-License-Identifier: GPL-2.0-only */
/* keys.h - the values of setsockopt() by which a kernel signs what a socket sends (TCP MD5, TCP-AO)
 * or encrypts it (kTLS), and whether this kernel can. */
#ifndef RSTLAB_KEYS_H
#define RSTLAB_KEYS_H

#include "address.h"

#include <linux/tls.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { KEY_MAX = 80 }; /* TCP_MD5SIG_MAXKEYLEN, and TCP_AO_MAXKEYLEN */

/* struct tcp_ao_add and its option as <linux/tcp.h> has them since Linux 6.7; the headers of many
 * machines are older than the kernel. */
enum { AO_ADD_KEY = 38 };
struct ao_add {
	struct sockaddr_storage addr;
	char algorithm[64];
	int32_t ifindex;
	uint32_t flags; /* set_current, set_rnext */
	uint16_t reserved;
	uint8_t prefix, send_id, receive_id, mac_bytes, key_flags, key_bytes;
	uint8_t key[KEY_MAX];
} __attribute__((aligned(8)));

/* Keys for what passes between a socket and @peer, whose port is not looked at. @key is of up to
 * KEY_MAX bytes. The one of TCP-AO is for HMAC-SHA-1-96 (RFC 5926, 3.2.1), and has the number @id
 * in both directions. */
struct tcp_md5sig key_md5(const struct endpoint *peer, int family, const char *key);
struct ao_add key_ao(const struct endpoint *peer, int family, uint8_t id, const char *key);

/* TLS 1.2 with AES-128-GCM (RFC 5288) from the first record on; @key is of up to 16 bytes. */
struct tls12_crypto_info_aes_gcm_128 key_tls(const char *key);

/* Tries to set one, in the namespace that the thread is in, whose loopback device is set up for
 * that. 0 or -errno; -EOPNOTSUPP: the kernel has no such thing. */
int key_try_md5(void);
int key_try_ao(void);
int key_try_tls(void);

/* Before Linux 6.2 the first key of a machine turns signing on, and those who set one meanwhile are
 * not kept waiting: what they send is not signed yet (tcp_alloc_md5sig_pool()). Sets one, to be the
 * first. */
void key_begin_md5(void);

#endif
