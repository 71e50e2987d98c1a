/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make_capture [-n CONNECTIONS] [-a ALIVE] [-r RESET] [-b BYTES] [-s SEED] >FILE: a capture of any
 * size, as pcap: the same arguments make the same file.
 *
 *   -n CONNECTIONS  how many there are (1000000, which are 1.5 GB)
 *   -a ALIVE        how many of them at any one time (1000)
 *   -r RESET        how many of a thousand are reset (20), in four ways that take turns: refused,
 * aborted by the server in its answer, aborted by the client after it, half-open -b BYTES        of
 * an answer (600); up to 1400 -s SEED         of who speaks next (1)
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { CLIENT, SERVER, ANSWER_MAX = 1400, REQUEST = 120, ALIVE_MAX = 1000000 };

struct step {
	int sender; /* -1: the end */
	int flags;
	int bytes; /* -1: an answer */
};

#define OPENING                                       \
	{ CLIENT, SYN, 0 }, { SERVER, SYN | ACK, 0 }, \
	{                                             \
		CLIENT, ACK, 0                        \
	}
#define REQUESTED                       \
	{ CLIENT, PSH | ACK, REQUEST }, \
	{                               \
		SERVER, ACK, 0          \
	}
#define ANSWERED                   \
	{ SERVER, PSH | ACK, -1 }, \
	{                          \
		CLIENT, ACK, 0     \
	}
#define END              \
	{                \
		-1, 0, 0 \
	}

enum { CLOSED, REFUSED, STORIES = 5, STEPS_MAX = 12 };

static const struct step stories[STORIES][STEPS_MAX] = {
	[CLOSED] = { OPENING,
		     REQUESTED,
		     ANSWERED,
		     { CLIENT, FIN | ACK, 0 },
		     { SERVER, FIN | ACK, 0 },
		     { CLIENT, ACK, 0 },
		     END },
	[REFUSED] = { { CLIENT, SYN, 0 }, { SERVER, RST | ACK, 0 }, END },
	{ OPENING, REQUESTED, { SERVER, PSH | ACK, -1 }, { SERVER, RST | ACK, 0 }, END },
	{ OPENING, REQUESTED, ANSWERED, { CLIENT, RST | ACK, 0 }, END },
	{ OPENING, REQUESTED, ANSWERED, { CLIENT, PSH | ACK, REQUEST }, { SERVER, RST, 0 }, END },
};

struct connection {
	const struct step *step;
	uint32_t number; /* of which are its address and its port */
	uint32_t next[2];
};

static uint64_t seed = 1;

static uint32_t any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 32) * below >> 32);
}

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static void put(const void *bytes, size_t size)
{
	if (fwrite(bytes, 1, size, stdout) != size) {
		perror("make_capture");
		exit(1);
	}
}

static void put_record(uint64_t time_ns, const uint8_t *frame, uint32_t size)
{
	uint32_t head[4] = { (uint32_t)(1700000000 + time_ns / 1000000000),
			     (uint32_t)(time_ns % 1000000000), size, size };

	put(head, sizeof(head));
	put(frame, size);
}

/* What no socket has sent has neither options nor a window. */
static bool is_reply(const struct step *step)
{
	return step->flags == RST || (step->flags == (RST | ACK) && step[-1].flags == SYN);
}

static size_t put_options(uint8_t *at, const struct step *step, uint64_t time_ns)
{
	int flags = step->flags;
	static const uint8_t syn[] = {
		2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7
	};
	static const uint8_t stamps[] = { 1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 1 };

	if (is_reply(step))
		return 0;
	memcpy(at, flags & SYN ? syn : stamps, flags & SYN ? sizeof(syn) : sizeof(stamps));
	put32(at + (flags & SYN ? 8 : 4), (uint32_t)(time_ns / 1000000));
	return flags & SYN ? sizeof(syn) : sizeof(stamps);
}

static void say(struct connection *c, uint64_t time_ns, int answer)
{
	static uint8_t frame[14 + 20 + 60 + ANSWER_MAX] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0
	};
	const struct step *step = c->step;
	int from = step->sender, bytes = step->bytes < 0 ? answer : step->bytes;
	uint8_t *ip = frame + 14, *tcp = ip + 20;
	size_t options = put_options(tcp + 20, step, time_ns);
	uint32_t client = 10U << 24 | (c->number / 28000) % (1U << 24), server = 0xc6336401;
	unsigned port = 32768 + c->number % 28000, sum = 0;

	memset(ip, 0, 40);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(40 + options) + (unsigned)bytes);
	put16(ip + 4, any(1 << 16));
	put16(ip + 6, 0x4000);
	ip[8] = 64;
	ip[9] = 6;
	put32(ip + 12, from == CLIENT ? client : server);
	put32(ip + 16, from == CLIENT ? server : client);
	for (int i = 0; i < 20; i += 2)
		sum += (unsigned)ip[i] << 8 | ip[i + 1];
	put16(ip + 10, ~((sum & 0xffff) + (sum >> 16)) & 0xffff);
	put16(tcp, from == CLIENT ? port : 8080);
	put16(tcp + 2, from == CLIENT ? 8080 : port);
	put32(tcp + 4, is_reply(step) && step->flags & ACK ? 0 : c->next[from]);
	put32(tcp + 8, step->flags & ACK ? c->next[!from] : 0);
	tcp[12] = (uint8_t)((20 + options) / 4 << 4);
	tcp[13] = (uint8_t)step->flags;
	put16(tcp + 14, is_reply(step) ? 0 : 502);
	memset(tcp + 20 + options, 'x', (size_t)bytes);
	put_record(time_ns, frame, (uint32_t)(14 + 40 + options) + (uint32_t)bytes);
	c->next[from] += (uint32_t)bytes + (step->flags & (SYN | FIN) ? 1 : 0);
}

static void begin(struct connection *c, uint32_t number, uint32_t reset)
{
	static int way;
	int story = CLOSED;

	if (any(1000) < reset)
		story = REFUSED + way++ % (STORIES - 1);
	*c = (struct connection){ .step = stories[story],
				  .number = number,
				  .next = { any(UINT32_MAX), any(UINT32_MAX) } };
}

int main(int argc, char **argv)
{
	uint32_t count = 1000000, alive = 1000, reset = 20, answer = 600;

	for (int option; (option = getopt(argc, argv, "n:a:r:b:s:")) != -1;) {
		uint32_t value = optarg ? (uint32_t)strtoul(optarg, NULL, 10) : 0;
		switch (option) {
		case 'n':
			count = value;
			break;
		case 'a':
			alive = value;
			break;
		case 'r':
			reset = value;
			break;
		case 'b':
			answer = value;
			break;
		case 's':
			seed = value;
			break;
		default:
			return 2;
		}
	}
	if (count == 0 || alive == 0 || alive > ALIVE_MAX || answer > ANSWER_MAX || seed == 0 ||
	    optind != argc || isatty(STDOUT_FILENO)) {
		fprintf(stderr,
			"usage: make_capture [-n CONNECTIONS] [-a ALIVE] [-r RESET] [-b BYTES] "
			"[-s SEED] >FILE\n");
		return 2;
	}
	if (alive > count)
		alive = count;

	struct connection *live = calloc(alive, sizeof(*live));
	uint32_t begun = 0;
	uint64_t time_ns = 0;
	static const uint32_t head[] = { 0xa1b23c4d, 2 | 4 << 16, 0, 0, 262144, 1 };

	if (!live)
		return 1;
	put(head, sizeof(head));
	while (begun < alive) {
		begin(&live[begun], begun, reset);
		begun++;
	}
	while (alive > 0) {
		struct connection *c = &live[any(alive)];
		say(c, time_ns += 1 + any(2000), (int)answer);
		c->step++;
		if (c->step->sender >= 0)
			continue;
		if (begun < count)
			begin(c, begun++, reset);
		else
			*c = live[--alive];
	}
	free(live);
	return fflush(stdout) == 0 ? 0 : 1;
}
