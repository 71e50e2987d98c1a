/* SPDX-License-Identifier: GPL-2.0-only */
/* lines_python.c - what a process of the story does, as lines of an interactive python3. */
#include "recipe.h"

#include "send_flags.h"
#include "text.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* "listener", "c" for who connects, "s" for who accepts, "t" for a twin; then "c2", ... */
static const char *stem(const struct story *story, int sock)
{
	const char *ret = "c";

	for (int i = 0; i < story->count; i++) {
		const struct step *step = &story->step[i];
		if (step->sock != sock)
			continue;
		if (step->verb == VERB_LISTEN)
			return "listener";
		if (step->verb == VERB_ACCEPT)
			ret = "s";
		if (step->verb == VERB_DUP)
			ret = "t";
	}
	return ret;
}

static const char *sock_name(const struct recipe *recipe, int sock, char ret[WORD_SIZE])
{
	const char *own = stem(recipe->story, sock);
	int number = 1;

	for (int earlier = 0; earlier < sock; earlier++)
		number += strcmp(stem(recipe->story, earlier), own) == 0;
	text_set(ret, WORD_SIZE, "%s", own);
	if (number > 1)
		text_append(ret, WORD_SIZE, "%d", number);
	return ret;
}

/* b"Hello.\n" */
static const char *bytes_text(const char *text, char *ret, size_t size)
{
	text_set(ret, size, "b\"");
	for (; *text; text++) {
		if (*text == '\n' || *text == '\r')
			text_append(ret, size, "\\%c", *text == '\n' ? 'n' : 'r');
		else if (*text == '"' || *text == '\\' || *text < ' ' || *text > '~')
			text_append(ret, size, "\\x%02x", (unsigned char)*text);
		else
			text_append(ret, size, "%c", *text);
	}
	text_append(ret, size, "\"");
	return ret;
}

/* ("SERVER", 8080) as python3 has it; a port that another socket was given has a name. */
static const char *address_words(const struct recipe *recipe, const struct step *step, char *ret,
				 size_t size)
{
	char word[WORD_SIZE] = "\"\"", name[WORD_SIZE];

	if (*step->peer)
		place_name(step->peer, step->verb == VERB_BIND ? step->a : 0, word);
	if (step->port >= STORY_PORT_OF)
		text_set(ret, size, "(%s, port_of_%s)", word,
			 sock_name(recipe, step->port - STORY_PORT_OF, name));
	else
		text_set(ret, size, "(%s, %d)", word, step->port);
	return ret;
}

/* Is its port asked for later? */
static bool port_is_wanted(const struct recipe *recipe, int sock)
{
	for (int i = 0; i < recipe->story->count; i++)
		if (recipe->story->step[i].port == STORY_PORT_OF + sock)
			return true;
	return false;
}

static void type_connect(struct recipe *recipe, const struct step *step, const char *sock)
{
	char address[WORD_SIZE], expected[EXPECTED_SIZE];

	if (is_left_out(recipe, step)) {
		type_comment(recipe, "so it cannot connect from there");
		return;
	}
	address_words(recipe, step, address, sizeof(address));
	if (step->verb == VERB_CONNECT_BEGIN)
		type_line(recipe, "%s.connect(%s)  # it blocks: go elsewhere", sock, address);
	else
		type_line(recipe, "%s.connect(%s)%s", sock, address,
			  expected_call(recipe, step, expected));
	if (port_is_wanted(recipe, step->sock))
		type_line(recipe, "port_of_%s = %s.getsockname()[1]", sock, sock);
}

static void type_send(struct recipe *recipe, const struct step *step, const char *sock)
{
	char bytes[512], address[WORD_SIZE], flags[SEND_FLAGS_SIZE], expected[EXPECTED_SIZE];

	bytes_text(step->text, bytes, sizeof(bytes));
	send_flags_text(step->a, flags);
	expected_call(recipe, step, expected);
	if (*step->peer)
		type_line(recipe, "%s.sendto(%s%s, %s)%s", sock, bytes, flags,
			  address_words(recipe, step, address, sizeof(address)), expected);
	else
		type_line(recipe, "%s.send(%s%s)%s", sock, bytes, flags, expected);
}

/* Of the story's family, of the other one, or of both. */
static void type_socket(struct recipe *recipe, const struct step *step, const char *sock)
{
	bool ipv6 = step->b == BOTH_FAMILIES ||
		    (recipe->family == AF_INET6) != (step->b == OTHER_FAMILY);

	type_line(recipe, "%s = socket(%s, SOCK_STREAM%s)", sock, ipv6 ? "AF_INET6" : "AF_INET",
		  step->a == MPTCP ? ", IPPROTO_MPTCP" : "");
	if (step->b && ipv6)
		type_line(recipe, "%s.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, %d)", sock,
			  step->b == OTHER_FAMILY);
}

static void type_set(struct recipe *recipe, const struct step *step, const char *sock)
{
	const char *level = step->level == SOL_SOCKET     ? "SOL_SOCKET"
			    : step->level == IPPROTO_IP   ? "IPPROTO_IP"
			    : step->level == IPPROTO_IPV6 ? "IPPROTO_IPV6"
							  : "IPPROTO_TCP";
	char expected[EXPECTED_SIZE];

	expected_call(recipe, step, expected);
	/* python3 has no name for it. */
	if (strcmp(step->text, "TCP_REPAIR") == 0)
		type_line(recipe, "TCP_REPAIR = %d", step->option);
	type_line(recipe, "%s.setsockopt(%s, %s, %d)%s", sock, level, step->text, step->a,
		  expected);
}

/* python3 has no name for the least one: 21 and 73 in Linux. */
static void type_ttl(struct recipe *recipe, const struct step *step, const char *sock)
{
	bool v6 = recipe->family == AF_INET6;
	const char *option = step->b ? v6 ? "73" : "21" : v6 ? "IPV6_UNICAST_HOPS" : "IP_TTL";
	char expected[EXPECTED_SIZE];

	type_line(recipe, "%s.setsockopt(%s, %s, %d)%s", sock, v6 ? "IPPROTO_IPV6" : "IPPROTO_IP",
		  option, step->a, expected_call(recipe, step, expected));
}

/* python3 has a name for that of IPv4 alone: 75 in Linux. */
static void type_transparent(struct recipe *recipe, const char *sock, const char *expected)
{
	type_line(recipe, "%s.setsockopt(%s, 1)%s", sock,
		  recipe->family == AF_INET6 ? "IPPROTO_IPV6, 75" : "IPPROTO_IP, IP_TRANSPARENT",
		  expected);
}

/* A struct tcp_md5sig: a sockaddr_storage, and the key. python3 has no name for the option. */
static void type_md5(struct recipe *recipe, const struct step *step, const char *sock)
{
	char host[WORD_SIZE], key[512], expected[EXPECTED_SIZE];
	bool v6 = recipe->family == AF_INET6;

	bytes_text(step->text, key, sizeof(key));
	place_name(step->peer, 0, host);
	type_line(recipe, "key = struct.pack(\"%s\", %s, inet_pton(%s, %s), %zu, %s)",
		  v6 ? "=H6x16s104x2xH4x80s" : "=H2x4s120x2xH4x80s", v6 ? "AF_INET6" : "AF_INET",
		  v6 ? "AF_INET6" : "AF_INET", host, strlen(step->text), key);
	type_line(recipe, "%s.setsockopt(IPPROTO_TCP, 14, key)%s", sock,
		  expected_call(recipe, step, expected));
}

/* A struct tcp_ao_add: likewise. */
static void type_ao(struct recipe *recipe, const struct step *step, const char *sock)
{
	char host[WORD_SIZE], key[512], expected[EXPECTED_SIZE];
	bool v6 = recipe->family == AF_INET6;

	bytes_text(step->text, key, sizeof(key));
	place_name(step->peer, 0, host);
	type_line(recipe,
		  "key = struct.pack(\"%s64s10x6B80s\", %s, inet_pton(%s, %s), b\"hmac(sha1)\", "
		  "%d, %d, %d, 0, 0, %zu, %s)",
		  v6 ? "=H6x16s104x" : "=H2x4s120x", v6 ? "AF_INET6" : "AF_INET",
		  v6 ? "AF_INET6" : "AF_INET", host, v6 ? 128 : 32, step->a, step->a,
		  strlen(step->text), key);
	type_line(recipe, "%s.setsockopt(IPPROTO_TCP, 38, key)%s", sock,
		  expected_call(recipe, step, expected));
}

/* Two struct tls12_crypto_info_aes_gcm_128: TLS 1.2, the cipher 51, its key. */
static void type_tls(struct recipe *recipe, const struct step *step, const char *sock)
{
	char key[512], expected[EXPECTED_SIZE];

	type_line(recipe, "%s.setsockopt(IPPROTO_TCP, 31, b\"tls\")", sock);
	type_line(recipe, "%s.setsockopt(282, 1, struct.pack(\"=2H8x16s12x\", 771, 51, %s))", sock,
		  bytes_text(step->text, key, sizeof(key)));
	type_line(recipe, "%s.setsockopt(282, 2, struct.pack(\"=2H8x16s12x\", 771, 51, %s))%s",
		  sock, bytes_text(step->name, key, sizeof(key)),
		  expected_call(recipe, step, expected));
}

/* Until the kernel takes no more. */
static void type_fill(struct recipe *recipe, const char *sock)
{
	type_line(recipe, "%s.setblocking(False)", sock);
	type_line(recipe,
		  "exec(\"try:\\n while True: %s.send(bytes(4096))\\nexcept BlockingIOError: "
		  "pass\")",
		  sock);
	type_line(recipe, "%s.setblocking(True)", sock);
}

/* [] where nothing is so, else [BITS]. */
static void type_poll(struct recipe *recipe, const char *sock, const char *expected)
{
	type_line(recipe, "asked = poll()");
	type_line(recipe, "asked.register(%s, POLLIN | POLLPRI | POLLOUT | POLLRDHUP)", sock);
	type_line(recipe, "[bits for fd, bits in asked.poll(0)]%s", expected);
}

static void type_async(struct recipe *recipe, const char *sock)
{
	type_line(recipe, "import fcntl, signal");
	type_line(recipe, "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGIO])");
	type_line(recipe, "fcntl.fcntl(%s, fcntl.F_SETSIG, signal.SIGIO)", sock);
	type_line(recipe, "fcntl.fcntl(%s, fcntl.F_SETOWN, os.getpid())", sock);
	type_line(recipe,
		  "fcntl.fcntl(%s, fcntl.F_SETFL, fcntl.fcntl(%s, fcntl.F_GETFL) | "
		  "os.O_ASYNC)",
		  sock, sock);
}

static void type_pass(struct recipe *recipe, const char *sock)
{
	type_line(recipe, "box = socketpair()");
	type_line(recipe, "send_fds(box[0], [b\"x\"], [%s.fileno()])", sock);
	type_line(recipe, "%s.close()", sock);
}

/* What makes a socket, and what it is set to before it is used. */
static bool type_new(struct recipe *recipe, const struct step *step, const char *sock)
{
	char other[WORD_SIZE], address[WORD_SIZE], expected[EXPECTED_SIZE];

	expected_call(recipe, step, expected);
	if (step->verb == VERB_SOCKET)
		type_socket(recipe, step, sock);
	else if (step->verb == VERB_REUSE)
		type_line(recipe, "%s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)", sock);
	else if (step->verb == VERB_BIND)
		type_line(recipe, "%s.bind(%s)%s", sock,
			  address_words(recipe, step, address, sizeof(address)), expected);
	else if (step->verb == VERB_LISTEN)
		type_line(recipe, "%s.listen(%d)%s", sock, step->a, expected);
	else if (step->verb == VERB_ACCEPT)
		type_line(recipe, "%s, peer = %s.accept()%s", sock,
			  sock_name(recipe, step->other, other), expected);
	else if (step->verb == VERB_DUP)
		type_line(recipe, "%s = %s.dup()", sock, sock_name(recipe, step->other, other));
	else
		return false;
	return true;
}

/* What is done with a socket that is there. */
static bool type_used(struct recipe *recipe, const struct step *step, const char *sock)
{
	static const char *const how[] = { "SHUT_RD", "SHUT_WR", "SHUT_RDWR" };
	char expected[EXPECTED_SIZE];

	expected_call(recipe, step, expected);
	if (step->verb == VERB_CONNECT || step->verb == VERB_CONNECT_BEGIN)
		type_connect(recipe, step, sock);
	else if (step->verb == VERB_CONNECT_END)
		type_comment(recipe, "%s.connect() returns now%s", sock, expected);
	else if (step->verb == VERB_DISCONNECT)
		type_line(recipe, "ctypes.CDLL(None).connect(%s.fileno(), bytes(16), 16)%s", sock,
			  expected);
	else if (step->verb == VERB_SEND)
		type_send(recipe, step, sock);
	else if (step->verb == VERB_FILL)
		type_fill(recipe, sock);
	else if (step->verb == VERB_SEND_BEGIN)
		type_line(recipe, "%s.send(bytes(%d))  # it blocks: go elsewhere", sock, step->a);
	else if (step->verb == VERB_SEND_END)
		type_comment(recipe, "%s.send() returns now%s", sock, expected);
	else if (step->verb == VERB_RECV)
		type_line(recipe, "%s.recv(%d%s)%s", sock, step->a, step->b ? ", MSG_DONTWAIT" : "",
			  expected);
	else if (step->verb == VERB_SHUTDOWN)
		type_line(recipe, "%s.shutdown(%s)%s", sock, how[step->a], expected);
	else if (step->verb == VERB_CLOSE)
		type_line(recipe, "%s.close()%s", sock, expected);
	else if (step->verb == VERB_LINGER)
		type_line(recipe,
			  "%s.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack(\"ii\", %d, %d))%s",
			  sock, step->a, step->b, expected);
	else if (step->verb == VERB_SET)
		type_set(recipe, step, sock);
	else if (step->verb == VERB_MD5)
		type_md5(recipe, step, sock);
	else if (step->verb == VERB_AO)
		type_ao(recipe, step, sock);
	else if (step->verb == VERB_TLS)
		type_tls(recipe, step, sock);
	else if (step->verb == VERB_TTL)
		type_ttl(recipe, step, sock);
	else if (step->verb == VERB_DEVICE)
		type_line(recipe, "%s.setsockopt(SOL_SOCKET, SO_BINDTODEVICE, b\"%s\")%s", sock,
			  step->text, expected);
	else if (step->verb == VERB_TRANSPARENT)
		type_transparent(recipe, sock, expected);
	else if (step->verb == VERB_ERROR)
		type_line(recipe, "%s.getsockopt(SOL_SOCKET, SO_ERROR)%s", sock, expected);
	else if (step->verb == VERB_POLL)
		type_poll(recipe, sock, expected);
	else if (step->verb == VERB_ASYNC)
		type_async(recipe, sock);
	else if (step->verb == VERB_SIGIO)
		type_line(recipe,
			  "getattr(signal.sigtimedwait([signal.SIGIO], 0), \"si_band\", None)%s",
			  expected);
	else if (step->verb == VERB_PASS)
		type_pass(recipe, sock);
	else
		return false;
	return true;
}

static bool is_new(enum verb verb)
{
	return verb == VERB_SOCKET || verb == VERB_REUSE || verb == VERB_BIND ||
	       verb == VERB_LISTEN || verb == VERB_ACCEPT || verb == VERB_DUP;
}

/* Is it done by the process itself? What is done to its sockets from outside has one too. */
static bool is_own(enum verb verb)
{
	return verb >= VERB_KILL && verb <= VERB_EXEC;
}

/* Does a connect() of that process wait for its answer? */
static bool still_connects(const struct recipe *recipe, const struct step *until)
{
	bool waits = false;

	for (const struct step *step = recipe->story->step; step < until; step++)
		if (step->process == until->process &&
		    (step->verb == VERB_CONNECT_BEGIN || step->verb == VERB_CONNECT_END))
			waits = step->verb == VERB_CONNECT_BEGIN;
	return waits;
}

bool type_python(struct recipe *recipe, const struct step *step)
{
	char sock[WORD_SIZE];

	if (!is_own(step->verb))
		return false;
	type_at(recipe, step->host, step->process);
	if (step->sock >= 0) {
		sock_name(recipe, step->sock, sock);
		return is_new(step->verb) ? type_new(recipe, step, sock)
					  : type_used(recipe, step, sock);
	}
	if (step->verb == VERB_KILL && still_connects(recipe, step))
		type_comment(recipe, "connect() still blocks: press Ctrl-C");
	if (step->verb == VERB_KILL)
		type_line(recipe, "os.kill(os.getpid(), 9)");
	else if (step->verb == VERB_EXEC)
		type_line(recipe, "os.execv(\"/bin/true\", [\"true\"])");
	else if (step->verb == VERB_PASS_DROP)
		type_line(recipe, "box[0].close(); box[1].close()");
	else
		return false;
	return true;
}
