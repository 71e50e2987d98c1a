/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario.h - all that the author of a scenario needs, top to bottom.
 *
 * A scenario is one file in lab/: it says what it proves and why, plays a story once, top to
 * bottom, and lists what each witness must have seen (witnesses.h). It registers itself with
 * SCENARIO(); nothing else has to be touched. Near-twins are one play with a parameter, in one
 * file: icmp.c has icmp-host-unreachable and others, whose names begin with the file's. The runner
 * plays it for each address family and judges the evidence afterwards, so a play never decides
 * anything and has no error branch:
 *
 *   - a system call of the story that fails is data (its errno is in the evidence);
 *   - a lab that fails (no memory, no namespace) ends the play on the spot with the result BROKEN.
 *     Verbs return only when they have done their work;
 *   - what TCP was to bring and did not by the deadline (a wait, a call that does not return) ends
 *     the play as well: FAIL if a promise asks for it, else BROKEN.
 */
#ifndef RSTLAB_SCENARIO_H
#define RSTLAB_SCENARIO_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cause.h"
#include "upstream.h"
#include "witnesses.h"

struct lab;   /* one run of one scenario over one address family */
struct actor; /* a process inside a host */
struct sock;  /* a socket that an actor holds; valid until the play ends, also after its close */

/* What sets this scenario apart from others with the same play: scenario.parameter. */
const void *lab_parameter(const struct lab *lab);

/* ---- Who, where ------------------------------------------------------------------------------ */

enum { SERVICE_PORT = 8080 };

/* Starts a process called @name ("server", "client", "service", ...) inside @host. */
struct actor *actor_start(struct lab *lab, const char *host, const char *name);

/* SIGKILL, and waits until the process is gone and the kernel has closed its descriptors. */
void actor_kill(struct actor *actor);

/* ---- The story: one verb, one system call in the actor ------------------------------------------
 */

/* Opens a chapter: what follows, packets included, belongs to it. Promises may name it. */
void chapter(struct lab *lab, const char *title);

/* socket, SO_REUSEADDR, bind to the host's address, listen. A failing step is recorded under its
 * own name. */
struct sock *tcp_listen(struct actor *actor, uint16_t port, int backlog);

/* socket, connect to @host; returns when the handshake has ended one way or the other. A connection
 * that failed still gives a socket. */
struct sock *tcp_connect(struct actor *actor, const char *host, uint16_t port);

/* As tcp_connect(), from the local port @local, bound first: with or without SO_REUSEADDR. A bind()
 * that fails is recorded, and no connect() follows. */
enum reuse { NO_REUSE, REUSE_ADDRESS };
struct sock *tcp_connect_from(struct actor *actor, uint16_t local, enum reuse reuse,
			      const char *host, uint16_t port);

/* Waits for a connection and accepts it. */
struct sock *tcp_accept(struct sock *listener);

/*
 * The same, step by step, where options have to be set in between. A socket is TCP, MPTCP or SMC
 * (AF_SMC, RFC 7609); the scenario is skipped where the kernel has no MPTCP. tcp_bind() binds to
 * the host's own address; tcp_bind_address() to its @nth (from 0), see host_add_address();
 * tcp_bind_to() to that of a host, which this one shares, see host_share_address(), to "loopback",
 * or to "any".
 *
 * tcp_socket_of() makes one of the other family than that which the story is played over, for IPv6
 * with IPV6_V6ONLY, or one of IPv6 for both; only to listen with. Skips the scenario where the
 * kernel has no IPv6. tcp_bind_device() is SO_BINDTODEVICE; "": of any device again.
 */
enum stream { TCP, MPTCP, SMC };
enum families { OTHER_FAMILY = 1, BOTH_FAMILIES };
struct sock *tcp_socket(struct actor *actor, enum stream protocol);
struct sock *tcp_socket_of(struct actor *actor, enum families families);
void tcp_bind_device(struct sock *sock, const char *device);
void tcp_bind(struct sock *sock, uint16_t port);
void tcp_bind_address(struct sock *sock, int nth, uint16_t port);
void tcp_bind_to(struct sock *sock, const char *where, uint16_t port);
void tcp_listen_on(struct sock *sock, int backlog);
void tcp_connect_to(struct sock *sock, const char *host, uint16_t port);

/*
 * How most stories begin. talk_listen() starts a process at the host "client" and one at the host
 * "server", of the same names, and has the server listen on SERVICE_PORT; talk_connect() has the
 * client connect and the server accept, and may do so again: @c and @s are the newest connection's
 * ends. talk_begin() does both. talk_exchange() sends a line there (15 bytes) and one back (5),
 * and settles. talk_end() closes the connection, the server first: its end is in TIME-WAIT then,
 * the client has forgotten it, and what it sends next is newer. talk_restart() starts a new server,
 * which listens, where the old one is gone.
 *
 * talk_leave_unread() sends a line there (13 bytes), which the server does not read, and settles.
 * talk_fill() connects as talk_connect(), but the client has little room and reads nothing, and the
 * server writes until it can no more.
 */
struct talk {
	struct actor *client, *server;
	struct sock *listener, *c, *s;
	enum stream protocol;
};
struct talk talk_listen(struct lab *lab, enum stream protocol);
void talk_connect(struct talk *talk);
struct talk talk_begin(struct lab *lab, enum stream protocol);
void talk_exchange(struct lab *lab, const struct talk *talk);
void talk_end(struct lab *lab, const struct talk *talk);
void talk_restart(struct lab *lab, struct talk *talk);
void talk_leave_unread(struct lab *lab, const struct talk *talk);
void talk_fill(struct talk *talk);

/*
 * How most connections become half-open: the server is unplugged, and its end is forgotten, @how:
 *
 *   KILLED     the service is killed; it lingers for 0 s or has unread data, else an orphan stays
 *   RESTARTED  the same, and it is started again
 *   DESTROYED  `ss -K`; the service lives on, and reads what has happened
 *
 * look() finds it gone: "service killed" or "connection destroyed". The RST for it cannot leave.
 * In the end the server is plugged in again, or without its routes (link_up_bare()), or is not.
 */
enum forgetting { KILLED, RESTARTED, DESTROYED };
enum plug { PLUGGED_IN, PLUGGED_IN_BARE, UNPLUGGED };
void talk_half_open(struct lab *lab, struct talk *talk, enum forgetting how, enum plug plug);

/* connect() in two steps, for stories in which something happens meanwhile. Its actor can do
 * nothing else in between. */
void tcp_connect_begin(struct sock *sock, const char *host, uint16_t port);
void tcp_connect_end(struct sock *sock);

/* connect(AF_UNSPEC): dissolves the connection. */
void tcp_disconnect(struct sock *sock);

/* One send() of @text; the data may meet a dead peer: the errno is recorded. No SIGPIPE. */
void tcp_send(struct sock *sock, const char *text);

/* One send() of @size bytes in two steps, for stories in which something happens meanwhile: it
 * waits until the kernel has taken all. Its actor can do nothing else in between. */
void tcp_send_begin(struct sock *sock, size_t size);
void tcp_send_end(struct sock *sock);

/* One recv() of up to 64 bytes; waits until there are data, an end or an error. tcp_recv_now() does
 * not wait (MSG_DONTWAIT): EAGAIN where there is nothing. Recorded as "recv", both. */
void tcp_recv(struct sock *sock);
void tcp_recv_now(struct sock *sock);

/* The same as tcp_recv(), of up to @size bytes. */
void tcp_recv_some(struct sock *sock, size_t size);

void tcp_shutdown(struct sock *sock, int how); /* SHUT_RD, SHUT_WR, SHUT_RDWR */

/* shutdown(SHUT_WR), and the peer's ACK of the FIN is there. A close() after it has the small
 * socket of FIN-WAIT-2 take over. A close() without it may keep the whole one: where that ACK meets
 * it at work (tcp_rcv_state_process(), sock_owned_by_user()). */
void tcp_half_close(struct sock *sock);
void tcp_close(struct sock *sock);
void tcp_linger(struct sock *sock, bool on, int seconds); /* SO_LINGER {on, seconds} */
uint16_t tcp_local_port(const struct sock *sock);

/* setsockopt() of an int, TCP_OPTION(IPPROTO_TCP, TCP_LINGER2): recorded under its name. */
#define TCP_OPTION(level, option) level, option, #option
void tcp_set(struct sock *sock, int level, int option, const char *name, int value);

/* SO_KEEPALIVE, by tcp_set(): the socket asks after a second of silence, and then not soon again.
 */
void tcp_keepalive(struct sock *sock);

/* TCP_MD5SIG (RFC 2385): what passes between the socket and @host is signed with @key, of up to 80
 * bytes; the accepted sockets of a listener too. Before the connection begins. Recorded as
 * "setsockopt". A scenario with it needs "tcp_md5sig". */
void tcp_md5(struct sock *sock, const char *host, const char *key);

/* TCP-AO (RFC 5925): the same with a key of this number, which is its KeyID in both directions, and
 * HMAC-SHA-1-96 (RFC 5926). A scenario with it needs "tcp_ao". */
void tcp_ao(struct sock *sock, const char *host, uint8_t id, const char *key);

/* kTLS: from now on the kernel encrypts what this connected socket sends, a record each send(), by
 * one key, and decrypts what it receives by another, as TLS 1.2 with AES-128-GCM does after its
 * handshake; here there is none. Keys of up to 16 bytes. Recorded as one "setsockopt". A scenario
 * with it needs "tls". */
void tcp_tls(struct sock *sock, const char *sends, const char *takes);

/* With which TTL or hop limit the socket sends (IP_TTL, IPV6_UNICAST_HOPS), and which is the least
 * that it takes (IP_MINTTL, IPV6_MINHOPCOUNT), for GTSM (RFC 5082). Recorded as "setsockopt". */
void tcp_ttl(struct sock *sock, int ttl);
void tcp_least_ttl(struct sock *sock, int ttl);

/* IP_TRANSPARENT, IPV6_TRANSPARENT: the socket may bear addresses that are no host's own, as those
 * of connections which a transparent proxy takes; see host_divert(). Recorded as "setsockopt". */
void tcp_transparent(struct sock *sock);

/* send() without waiting, again and again, until the kernel takes no more. */
void tcp_fill(struct sock *sock);

/* send() with @flags: MSG_OOB, MSG_DONTWAIT, MSG_FASTOPEN (to @host, whose port is @port; else
 * NULL, 0). */
void tcp_send_flags(struct sock *sock, const char *text, int flags, const char *host,
		    uint16_t port);

/* getsockopt(SO_ERROR), recorded as the verb "so_error": its errno is the error that was pending.
 */
void tcp_error(struct sock *sock);

/* poll() without waiting, for all that it can tell of a socket: recorded as "poll", with the bits
 * that are set, POLLIN | POLLOUT and so on, for POLLS(). It takes nothing: an error that is pending
 * stays so. */
void tcp_poll(struct sock *sock);

/* O_ASYNC: from now on the process gets SIGIO for what happens to the socket; one socket of a
 * process at a time. tcp_sigio() asks for the first one since it was asked last, without waiting:
 * recorded as "sigtimedwait", with the bits of <poll.h> that came with it (si_band); EAGAIN: there
 * is none. */
void tcp_async(struct sock *sock);
void tcp_sigio(struct sock *sock);

/* A second descriptor of the same socket. */
struct sock *tcp_dup(struct sock *sock);

/* Sends the descriptor in an SCM_RIGHTS message that nobody receives, and closes it here; then
 * closes both ends of the socket pair that the message is in. */
void tcp_pass(struct sock *sock);
void tcp_pass_drop(struct actor *actor);

/* The process replaces itself by another program (execve); its sockets are close-on-exec. It exits.
 */
void actor_exec(struct actor *actor);

/* SOCK_DESTROY, as `ss -K`, asked for by the host's administrator. Recorded as "destroy". */
void sock_destroy(struct sock *sock);

/* ---- The ground ---------------------------------------------------------------------------------
 */

/* A host's interface, administratively; returns when the kernel says that it is down, or up at both
 * ends of the link. It keeps its addresses, and knows its neighbours: nobody has to ask for them.
 */
void link_down(struct lab *lab, const char *host);
void link_up(struct lab *lab, const char *host);

/* As link_up(), but the routes that went with the interface are not restored: a host behind a
 * router has no default route then, until it is given back. */
void link_up_bare(struct lab *lab, const char *host);
void host_restore_route(struct lab *lab, const char *host);

/* The host disappears: its link, its processes, its namespace. It comes back, same addresses, same
 * MAC, as a machine that has just booted. */
void host_power_off(struct lab *lab, const char *host);
void host_power_on(struct lab *lab, const char *host);

/* A sysctl of the host's network namespace: "ipv4/ip_local_port_range", "40000 40003". */
void host_sysctl(struct lab *lab, const char *host, const char *key, const char *value);

/* A sysctl that no namespace has its own of: "ipv4/tcp_max_orphans". It is given back when the play
 * has ended, in whatever way, and no other lab runs meanwhile. Only where the user has said that
 * the machine is the lab's own: see scenario.changes_machine. */
void machine_sysctl(struct lab *lab, const char *key, const char *value);

/* Adds a further address to the host's interface (its @nth, from 1), which its neighbours know, and
 * which is a source only for who binds to it; takes its first one away. */
void host_add_address(struct lab *lab, const char *host);
void host_remove_address(struct lab *lab, const char *host);

/* One address at two hosts, as a failover, anycast or ECMP has it: @host has the first one of
 * @other as well, on its loopback device, and waits for what a router sends it. host_route(): what
 * is for the address of @to goes from the router @at to the host @by from now on, until
 * host_route_back(). */
void host_share_address(struct lab *lab, const char *host, const char *other);
void host_route(struct lab *lab, const char *at, const char *to, const char *by);
void host_route_back(struct lab *lab, const char *at, const char *to, const char *by);
/* IPv6: gives each interface of the host a link-local address, and with it the route fe80::/64, of
 * which it then has one a link. */
void host_add_link_local(struct lab *lab, const char *host);

/* Puts the host's interface into a virtual router (VRF) called @vrf, which has a table of routes of
 * its own; the link is down meanwhile. A scenario with it needs "vrf". */
void host_vrf(struct lab *lab, const char *host, const char *vrf);

/* What bears the mark @mark, from 1, is the host's own, to whatever address it goes: a rule of
 * routing, and a table with one local route. Where nftables mark what `tproxy` has found a socket
 * for, a transparent proxy gets it. */
void host_divert(struct lab *lab, const char *host, int mark);

/*
 * nftables commands in the host's namespace, as nft(8) reads them. These words are replaced first:
 * $client, $server, $router ... by the host's first address, $ip by "ip" or "ip6", $icmp by "icmp"
 * or "icmpv6". Skips the scenario where the kernel cannot do what a command asks for.
 */
void firewall(struct lab *lab, const char *host, const char *commands);

/* The connection tracking of the host: forget all; wait until it has no entry left. */
void conntrack_flush(struct lab *lab, const char *host);
void await_conntrack_empty(struct lab *lab, const char *host);

/* The kernel's load balancer (IPVS): what is for the address of @host at SERVICE_PORT goes to
 * @server, translated (ipvsadm -m), whose answers come back by @host; no new connection goes there
 * (its weight is 0); nothing does, though the service stays. A scenario with it needs "ipvs". */
void balancer_add(struct lab *lab, const char *host, const char *server);
void balancer_drain(struct lab *lab, const char *host, const char *server);
void balancer_remove(struct lab *lab, const char *host, const char *server);

/* A BPF program at the host drops each search for a listener, as steering programs do that know no
 * place for it: who connects finds none, what is connected stays. Until it is taken away. A
 * scenario with it needs "sk_lookup". */
void lookup_drop(struct lab *lab, const char *host);
void lookup_restore(struct lab *lab, const char *host);

/* MPTCP path manager of the host: how many subflows it opens and accepts, how many addresses it
 * takes from its peer; its @nth address (from 0, the first) as endpoint: for subflows of its own,
 * or to be announced. Or to be announced with @port, where the path manager itself listens then. */
enum endpoint_use { ENDPOINT_SUBFLOW, ENDPOINT_SIGNAL };
void mptcp_limits(struct lab *lab, const char *host, int subflows, int addresses);
void mptcp_endpoint(struct lab *lab, const char *host, int nth, enum endpoint_use use);
void mptcp_announce_port(struct lab *lab, const char *host, int nth, uint16_t port);
void mptcp_flush(struct lab *lab, const char *host);

/* ---- Raw segments -------------------------------------------------------------------------------
 */

/*
 * The ghost: an address that nobody owns, on the wire beside @host. All other hosts of that subnet
 * have it as a permanent neighbour, so what is sent to it passes @host's interface, where its
 * kernel ignores it. Verbs that take a host's name take "ghost" too. What the ghost sends counts as
 * sent by @host.
 */
void ghost_beside(struct lab *lab, const char *host);

/* A segment to be put on the wire, as is. */
struct raw_segment {
	const char *from; /* whose address it bears; NULL: the ghost's; "broadcast": that of its
			   * subnet, IPv4 only; "link-local": one of the ghost, IPv6 only */
	const char *to;   /* a host; "broadcast": all of the subnet, over IPv6 by their multicast
			   * address ff02::1; in a frame to the far end of the ghost's link alone */
	uint16_t sport, dport;
	const char *flags; /* "SYN", "RST,ACK", "" */
	uint32_t seq, ack;
	uint16_t window;
	const char *data;      /* payload; NULL: none */
	const uint8_t *option; /* TCP options, a multiple of 4 bytes */
	size_t option_size;
	const uint32_t *timestamps; /* TSval, TSecr, instead of @option; NULL: none */
	int ttl;                    /* 0: 64 */
	uint8_t tos;                /* IPv4 TOS, or IPv6 traffic class */
	bool bad_checksum;
};

/* Sends it from beside the ghost's host (ghost_beside() comes first); beside a router, down the
 * link that leads to @to. */
void raw_send(struct lab *lab, const struct raw_segment *segment);

/* Sends it in the name of the socket @as, from its end of the connection to the other, without its
 * knowledge: @from, @to and the ports are not looked at. */
void forge(const struct sock *as, const struct raw_segment *segment);

/* The ghost begins a handshake from @sport with @host's @dport: SYN, SYN-ACK. Returns the third
 * ACK, which is not sent. */
struct raw_segment raw_syn(struct lab *lab, const char *host, uint16_t sport, uint16_t dport);

/* The ghost opens a connection from @sport to @host's @dport: SYN, SYN-ACK, ACK. Returns that ACK:
 * what it says next has its numbers. */
struct raw_segment raw_connect(struct lab *lab, const char *host, uint16_t sport, uint16_t dport);

/* Waits for the SYN of @host, which connects to the ghost. Returns the SYN-ACK, which is not sent.
 */
struct raw_segment raw_answer(struct lab *lab, const char *host);

/* As the ghost connects to it at the same time, the SYNs cross: SYN, SYN, SYN-ACK. Returns the ACK
 * of the host's SYN, which is not sent. */
struct raw_segment raw_cross(struct lab *lab, const char *host);

/* What a segment on the wire said. */
struct heard {
	uint32_t seq, ack, len; /* len: payload bytes; `next` counts SYN and FIN too */
	uint32_t next;          /* SEG.SEQ + SEG.LEN */
	uint16_t sport, dport, window;
	bool has_ts;
	uint32_t ts_val, ts_ecr;
	uint8_t option[40];
	size_t option_size;
};

/* Waits for a segment with these flags (exactly; with a leading '~', at least) that @host, or
 * "ghost", has sent in this chapter, and tells what it said: the last such. */
struct heard await_sent(struct lab *lab, const char *host, const char *flags);

/* Waits until it has sent such a segment twice in this chapter. */
void await_sent_again(struct lab *lab, const char *host, const char *flags);

/* ---- Waiting for facts --------------------------------------------------------------------------
 */

void await_unread(struct sock *sock, size_t bytes);     /* the receive queue holds that much */
void await_state(struct sock *sock, const char *state); /* "ESTABLISHED", "TIME-WAIT", ... */
void await_gone(struct sock *sock);                     /* the kernel has no such socket any more */
void await_count(struct lab *lab, const char *host, const char *state, /* so many are in it */
		 int count);
void await_segment(struct lab *lab, const char *host,
		   const char *flags); /* received in this chapter */

/* TCP's clock has ticked: what is sent from now on bears a newer timestamp than all before. */
void await_tick(struct lab *lab);

/* All that was sent until now has arrived and has been answered: proved by fence frames that follow
 * it down the same links, there and back, until a round in which no packet came. */
void settle(struct lab *lab);

/* Records the host's TCP sockets under @label, as sock_diag (ss, netstat) shows them. */
void look(struct lab *lab, const char *host, const char *label);

/* Where a race is the story, its true endings: exactly one of them must have kept its promises. */
struct outcome {
	const char *name;
	const char *meaning;
};

/* ---- The ground plan ---------------------------------------------------------------------------
 */

enum role {
	HOST,   /* a machine with addresses, and one link */
	SWITCH, /* a bridge over all its links; without addresses */
	ROUTER, /* forwards between its links, the way of the hosts behind it */
};

enum { PLAN_HOSTS = 6, PLAN_LINKS = 5 };

/* Hosts and the links between them; in lab/topologies.c. Hosts that a switch joins share a subnet.
 */
struct topology {
	const char *name;
	const char *drawing;
	struct {
		const char *name;
		enum role role;
	} host[PLAN_HOSTS]; /* ends with a NULL name */
	struct {
		const char *a, *b;
	} link[PLAN_LINKS];
};

/* ---- The scenario -------------------------------------------------------------------------------
 */

struct scenario {
	const char *name;    /* "port-closed" */
	const char *title;   /* one line */
	const char *section; /* of the document, "1.1"; NULL: none */
	const char *rfc;     /* "RFC 9293, 3.10.7.1" */
	const char *tags;    /* "set-up", "life", "close", ...; space between */
	const char *proves;  /* what the engineer learns, in a paragraph */
	const char *why; /* the mechanism: RFC clauses, functions of the kernel; an empty line parts
			  * paragraphs */
	const char *topology; /* NULL: "direct" */
	const char *needs;    /* what not every machine can, "sock_destroy"; see needs.c; NULL:
				 nothing */
	bool waits_for_timer; /* of the kernel: it plays beside others, and they pass meanwhile */
	bool changes_machine; /* machine_sysctl(): only with --own-machine, and alone */
	bool is_drill;        /* with the user's own programs: see drill.h */
	const char *takes; /* of a drill: those of --when, --connection, --times and --forget that
			      mean something to it; space between; NULL: none */
	void (*play)(struct lab *lab);
	const void *parameter; /* of the play, where several scenarios share it: lab_parameter() */
	const struct promise *promises; /* ends with { .who = NULL } */
	const struct outcome *outcomes; /* NULL, or ends with { .name = NULL } */

	/* RSTs that the kernel counted, and traced, and that could not leave: the link was down.
	 * Per run, by active aborts; the counter TcpExtTCPAbortFailed must agree. */
	int unsent;

	/* RSTs in reply that were counted, and traced, and that found no way out (no route, link
	 * down): whose, how many. TcpExtTCPAbortFailed does not tell of these. */
	struct {
		const char *who;
		int count;
	} lost_replies;

	int family;             /* AF_INET or AF_INET6: only over that one; 0: over both */
	const char *why_family; /* and why */

	/* A departure of Linux from what an RFC wants: what happens, in a paragraph or more. And
	 * what a report of it to the kernel's developers says besides. Both, or none. */
	const char *known_issue;
	const struct upstream *upstream;

	/* Why its RSTs were sent: names of causes, see cause.h. Where RSTs of one scenario have
	 * different causes, the first row that fits, and @cause for the rest. Without a RST, none;
	 * or one that is no_reset. */
	const char *cause;
	struct scenario_cause {
		const char *who, *chapter; /* as in promises; NULL: any */
		const char *cause;
	} causes[4]; /* ends with a NULL cause, or full */
};

/* Words of lab/ and what they mean, in lab/terms.c: its folders, in the order of a connection's
 * life, and the tags. They end with { 0 }. */
struct term {
	const char *word, *meaning;
};
extern const struct term lab_folders[], lab_tags[];

/* Registers a scenario, a topology or a cause, where it is defined: a pointer in a linker section.
 * Besides, the file of lab/ that a scenario is in. */
#define SCENARIO(id)                                                                        \
	static const struct scenario id;                                                    \
	static const struct source id##_source                                              \
		__attribute__((used, section("source_registry"))) = { &id, RSTLAB_SOURCE }; \
	RSTLAB_REGISTER(scenario, id)
#define TOPOLOGY(id) RSTLAB_REGISTER(topology, id)
#define CAUSE(id)    RSTLAB_REGISTER(cause, cause_##id)

struct source {
	const struct scenario *scenario;
	const char *path; /* in lab/, without its ".c": "half-open/half-open-fin" */
};

/* The build says which file it compiles. */
#ifndef RSTLAB_SOURCE
#define RSTLAB_SOURCE ""
#endif

#define RSTLAB_REGISTER(type, id)                                        \
	static const struct type id;                                     \
	static const struct type *const id##_entry                       \
		__attribute__((used, section(#type "_registry"))) = &id; \
	static const struct type id

#endif
