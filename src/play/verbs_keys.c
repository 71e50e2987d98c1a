/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_keys.c - the verbs that give a socket keys: TCP MD5, TCP-AO, kTLS. */
#include "verbs_connect.h"

#include "keys.h"

#include <netinet/in.h>
#include <string.h>

static void check_length(struct lab *lab, const char *verb, const char *key, size_t most)
{
	if (strlen(key) > most)
		lab_broken(lab, "%s: a key of more than %zu bytes", verb, most);
}

void tcp_md5(struct sock *sock, const char *host, const char *key)
{
	struct lab *lab = sock->actor->lab;
	struct endpoint peer = endpoint_of(lab, host, 0);
	struct reply reply;

	check_length(lab, "tcp_md5", key, KEY_MAX);
	if (!verb_allowed(lab, "md5", sock))
		return;
	struct tcp_md5sig value = key_md5(&peer, lab->family, key);
	struct request request =
		request_option(sock, IPPROTO_TCP, TCP_MD5SIG, &value, sizeof(value));
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	record_call(sock->actor, "setsockopt", &reply, "setsockopt(TCP_MD5SIG, %s, \"%s\")", host,
		    key);
}

void tcp_ao(struct sock *sock, const char *host, uint8_t id, const char *key)
{
	struct lab *lab = sock->actor->lab;
	struct endpoint peer = endpoint_of(lab, host, 0);
	struct reply reply;

	check_length(lab, "tcp_ao", key, KEY_MAX);
	if (!verb_allowed(lab, "ao", sock))
		return;
	struct ao_add value = key_ao(&peer, lab->family, id, key);
	struct request request =
		request_option(sock, IPPROTO_TCP, AO_ADD_KEY, &value, sizeof(value));
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	record_call(sock->actor, "setsockopt", &reply, "setsockopt(TCP_AO_ADD_KEY, %s, %u, \"%s\")",
		    host, id, key);
}

void tcp_tls(struct sock *sock, const char *sends, const char *takes)
{
	struct lab *lab = sock->actor->lab;
	struct reply reply;

	check_length(lab, "tcp_tls", sends, TLS_CIPHER_AES_GCM_128_KEY_SIZE);
	check_length(lab, "tcp_tls", takes, TLS_CIPHER_AES_GCM_128_KEY_SIZE);
	if (!verb_allowed(lab, "tls", sock))
		return;
	struct tls12_crypto_info_aes_gcm_128 out = key_tls(sends), in = key_tls(takes);
	struct request request = request_option(sock, IPPROTO_TCP, TCP_ULP, "tls", sizeof("tls"));
	if (!ask_quietly(sock, "setsockopt", &request, "setsockopt(TCP_ULP, \"tls\")"))
		return;
	request = request_option(sock, SOL_TLS, TLS_TX, &out, sizeof(out));
	if (!ask_quietly(sock, "setsockopt", &request, "setsockopt(TLS_TX)"))
		return;
	request = request_option(sock, SOL_TLS, TLS_RX, &in, sizeof(in));
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	record_call(sock->actor, "setsockopt", &reply,
		    "setsockopt(TCP_ULP, \"tls\"), TLS_TX \"%s\", TLS_RX \"%s\"", sends, takes);
}
