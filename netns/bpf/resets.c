/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resets.c - the BPF programs: each reset that this machine's TCP sends or takes, and each that a
 * rule of the firewall makes, as a record in a ring buffer.
 *
 * At raw tracepoints: these call straight, without the guards that an event of perf passes, and
 * hand over the socket and the segment. These are no trusted pointers, and are read as if they
 * might be anything, as both may be NULL while some kernels' verifiers hold that they are not.
 * Which fields there are, and where, is settled at load (CO-RE): these alone are declared.
 */
#include "reset_record.h"

#include <stdbool.h>

#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

enum { INET = 2, INET6 = 10 };         /* AF_INET, AF_INET6 */
enum { LISTENS = 10 };                 /* TCP_LISTEN */
enum { MINISOCKS = 1 << 6 | 1 << 12 }; /* TCP_TIME_WAIT, TCP_NEW_SYN_RECV: no struct inet_sock */
enum { TCP = 6, RST = 4 };

/* ---- Of the kernel's types, what is read --------------------------------------------------------
 */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	__u8 bytes[16];
};

struct sock_common {
	__u32 skc_daddr;
	__u16 skc_dport;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
};

struct sock {
	struct sock_common __sk_common;
};

struct inet_sock {
	__u32 inet_saddr;
	__u16 inet_sport;
};

struct net_device {
	possible_net_t nd_net;
};

struct dst_entry {
	struct net_device *dev;
};

struct sk_buff {
	struct net_device *dev;
	unsigned long _skb_refdst;
	unsigned char *head;
	__u16 network_header, transport_header;
};

struct thread_info {
	int preempt_count; /* not of x86, which has it for each CPU */
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned flags;
	int softirq_disable_cnt; /* of CONFIG_PREEMPT_RT */
	struct task_struct *group_leader;
	char comm[RESET_COMM];
};

#pragma clang attribute pop

/* ---- Where it is written ------------------------------------------------------------------------
 */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RESET_RING);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct reset_counts);
} counts SEC(".maps");

static __always_inline struct reset_counts *count(void)
{
	__u32 first = 0;

	return bpf_map_lookup_elem(&counts, &first);
}

/* NULL: nobody listens, or there is no room, which is counted. */
static __always_inline struct reset_record *begin(enum reset_kind kind)
{
	struct reset_counts *counted = count();
	struct reset_record *record;

	if (!counted || counted->paused)
		return NULL;
	record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
	if (!record) {
		__sync_fetch_and_add(&counted->lost, 1);
		return NULL;
	}
	__builtin_memset(record, 0, sizeof(*record));
	record->time_ns = bpf_ktime_get_ns();
	record->kind = kind;
	return record;
}

static __always_inline void end(struct reset_record *record)
{
	struct reset_counts *counted = count();

	bpf_ringbuf_submit(record, 0);
	if (counted)
		__sync_fetch_and_add(&counted->written, 1);
}

/* ---- Whose it is --------------------------------------------------------------------------------
 */

/*
 * Is this in a system call, and in no interrupt, hard or soft? Most machines count that for each
 * thread (in_serving_softirq(), in_hardirq(), in_nmi()). x86 counts it where not every kernel lets
 * a program look, but runs interrupts on a stack of their own, soft ones as well
 * (do_softirq_own_stack()), and the arguments of @ctx are on the stack that is in use. Under
 * PREEMPT_RT soft interrupts are threads, or their count is the thread's. @scratch: a place of the
 * ring, by which a pointer becomes a number.
 */
static __always_inline bool is_called(void *ctx, struct task_struct *task, volatile __u64 *scratch)
{
	enum { SERVES_SOFTIRQ = 0x100, HARDIRQ = 0xf0000, NMI = 0xf00000, STACK = 16384 };

	if (bpf_core_field_exists(task->softirq_disable_cnt) &&
	    BPF_CORE_READ(task, softirq_disable_cnt) & SERVES_SOFTIRQ)
		return false;
	if (bpf_core_field_exists(task->thread_info.preempt_count))
		return !(BPF_CORE_READ(task, thread_info.preempt_count) &
			 (SERVES_SOFTIRQ | HARDIRQ | NMI));
#ifdef RSTLAB_X86
	*scratch = (__u64)ctx;
	return *scratch - (__u64)BPF_CORE_READ(task, stack) < STACK;
#else
	return false;
#endif
}

/* The process in whose call this is, if it is in one: what an interrupt does it does in the name of
 * whoever ran then. */
static __always_inline void name_process(void *ctx, struct reset_record *record)
{
	enum { KTHREAD = 0x200000 };
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct task_struct *leader;
	__u64 time_ns = record->time_ns;
	bool called = is_called(ctx, task, &record->time_ns);

	record->time_ns = time_ns;
	if (!called || BPF_CORE_READ(task, flags) & KTHREAD)
		return;
	record->pid = bpf_get_current_pid_tgid() >> 32;
	leader = BPF_CORE_READ(task, group_leader);
	bpf_core_read_str(record->comm, sizeof(record->comm), &leader->comm);
}

static __always_inline __u32 netns_of_segment(struct sk_buff *skb)
{
	struct net_device *dev = BPF_CORE_READ(skb, dev);
	unsigned long dst;

	/* SKB_DST_NOREF is its last bit. */
	if (!dev && (dst = BPF_CORE_READ(skb, _skb_refdst) & ~1UL))
		dev = BPF_CORE_READ((struct dst_entry *)dst, dev);
	return dev ? BPF_CORE_READ(dev, nd_net.net, ns.inum) : 0;
}

/* ---- Its addresses ------------------------------------------------------------------------------
 */

struct ports {
	__u16 source, dest;
};

/* Where its TCP header begins; NULL: it is not TCP over IP, or behind headers that nobody skips. */
static __always_inline unsigned char *find_tcp(unsigned char *ip, unsigned char version)
{
	enum { LENGTH4 = 0, PROTOCOL4 = 9, PROTOCOL6 = 6, SIZE6 = 40 };
	unsigned char length = 0, protocol = 0;

	bpf_probe_read_kernel(&length, 1, ip + LENGTH4);
	bpf_probe_read_kernel(&protocol, 1, ip + (version == 4 ? PROTOCOL4 : PROTOCOL6));
	if (protocol != TCP)
		return NULL;
	return ip + (version == 4 ? (length & 15) * 4 : SIZE6);
}

static __always_inline void read_addresses(struct reset_record *record, unsigned char *ip,
					   bool leaves)
{
	enum { SOURCE4 = 12, DEST4 = 16, SOURCE6 = 8, DEST6 = 24 };

	if (record->family == INET) {
		bpf_probe_read_kernel(record->local, 4, ip + (leaves ? SOURCE4 : DEST4));
		bpf_probe_read_kernel(record->remote, 4, ip + (leaves ? DEST4 : SOURCE4));
	} else {
		bpf_probe_read_kernel(record->local, 16, ip + (leaves ? SOURCE6 : DEST6));
		bpf_probe_read_kernel(record->remote, 16, ip + (leaves ? DEST6 : SOURCE6));
	}
}

/* The source is local if it @leaves; else it has come, and the RST goes back. */
static __always_inline void read_segment(struct reset_record *record, unsigned char *ip,
					 unsigned char version, unsigned char *tcp, bool leaves)
{
	struct ports ports = { 0 };

	bpf_probe_read_kernel(&ports, sizeof(ports), tcp);
	record->local_port = leaves ? ports.source : ports.dest;
	record->remote_port = leaves ? ports.dest : ports.source;
	record->family = version == 4 ? INET : INET6;
	read_addresses(record, ip, leaves);
}

static __always_inline unsigned char *find_ip(struct sk_buff *skb, unsigned char *ret_version)
{
	unsigned char *ip = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, network_header);

	bpf_probe_read_kernel(ret_version, 1, ip);
	*ret_version >>= 4;
	return ip;
}

/* One that has come to TCP, which knows where its header is. */
static __always_inline void read_answered(struct reset_record *record, struct sk_buff *skb)
{
	unsigned char version = 0, *ip = find_ip(skb, &version);

	read_segment(record, ip, version,
		     BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, transport_header), false);
}

static __always_inline void read_listener(struct reset_record *record, struct sock *sk)
{
	struct inet_sock *inet = (struct inet_sock *)sk;
	__u32 address;

	record->listener_family = BPF_CORE_READ(sk, __sk_common.skc_family);
	record->listener_port = BPF_CORE_READ(inet, inet_sport);
	if (record->listener_family == INET) {
		address = BPF_CORE_READ(inet, inet_saddr);
		__builtin_memcpy(record->listener, &address, 4);
	} else if (bpf_core_field_exists(sk->__sk_common.skc_v6_rcv_saddr)) {
		bpf_core_read(record->listener, 16, &sk->__sk_common.skc_v6_rcv_saddr);
	}
}

static __always_inline void read_socket(struct reset_record *record, struct sock *sk)
{
	struct inet_sock *inet = (struct inet_sock *)sk;
	__u32 address;

	record->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	record->local_port = BPF_CORE_READ(inet, inet_sport);
	record->remote_port = BPF_CORE_READ(sk, __sk_common.skc_dport);
	if (record->family == INET) {
		address = BPF_CORE_READ(inet, inet_saddr);
		__builtin_memcpy(record->local, &address, 4);
		address = BPF_CORE_READ(sk, __sk_common.skc_daddr);
		__builtin_memcpy(record->remote, &address, 4);
	} else if (bpf_core_field_exists(sk->__sk_common.skc_v6_daddr)) {
		bpf_core_read(record->local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(record->remote, 16, &sk->__sk_common.skc_v6_daddr);
	}
}

/*
 * A listener has no peer, one that ends in a minisock is no whole socket, and without any socket
 * there is but the segment that is answered.
 */
static __always_inline void read_event(void *ctx, struct reset_record *record, struct sock *sk,
				       struct sk_buff *skb)
{
	bool is_whole = false;

	if (sk) {
		record->state = BPF_CORE_READ(sk, __sk_common.skc_state);
		record->netns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
		is_whole = !(1 << (record->state & 31) & MINISOCKS);
	} else if (skb) {
		record->netns = netns_of_segment(skb);
	}
	if (skb && record->state == LISTENS)
		read_listener(record, sk);
	if (skb && (!is_whole || record->state == LISTENS))
		read_answered(record, skb);
	else if (is_whole)
		read_socket(record, sk);
	/* What answers a segment is the doing of whoever sent that. */
	if (record->kind == RESET_SENT && !skb)
		name_process(ctx, record);
}

/* ---- The programs -------------------------------------------------------------------------------
 */

SEC("raw_tp/tcp_send_reset")
int BPF_PROG(rstlab_sent, struct sock *sk, struct sk_buff *skb, int reason)
{
	struct reset_record *record = begin(RESET_SENT);

	if (!record)
		return 0;
	record->has_reason = true;
	record->reason = reason;
	read_event(ctx, record, sk, skb);
	end(record);
	return 0;
}

/* Before Linux 6.10 it is told no reason, and may not ask for one. */
SEC("raw_tp/tcp_send_reset")
int BPF_PROG(rstlab_sent_old, struct sock *sk, struct sk_buff *skb)
{
	struct reset_record *record = begin(RESET_SENT);

	if (!record)
		return 0;
	read_event(ctx, record, sk, skb);
	end(record);
	return 0;
}

SEC("raw_tp/tcp_receive_reset")
int BPF_PROG(rstlab_taken, struct sock *sk)
{
	struct reset_record *record = begin(RESET_RECEIVED);

	if (!record)
		return 0;
	read_event(ctx, record, sk, NULL);
	end(record);
	return 0;
}

/*
 * nf_send_reset() and nf_send_reset6() are in modules that may come with the first rule, and return
 * early for much that they do not answer. What both call, in the kernel itself, when their RST is
 * made and about to leave, is nf_ct_attach(), which nobody else calls with a RST. Its transport
 * header is set to where its IP header is, and so is of no use.
 */
SEC("fentry/nf_ct_attach")
int BPF_PROG(rstlab_rejected, struct sk_buff *made)
{
	enum { FLAGS = 13 };
	unsigned char version = 0, flags = 0, *ip = find_ip(made, &version);
	unsigned char *tcp = find_tcp(ip, version);
	struct reset_record *record;

	/* An ICMP error comes by here as well. */
	if (!tcp)
		return 0;
	bpf_probe_read_kernel(&flags, 1, tcp + FLAGS);
	record = flags & RST ? begin(RESET_REJECTED) : NULL;
	if (!record)
		return 0;
	record->netns = netns_of_segment(made);
	read_segment(record, ip, version, tcp, true);
	end(record);
	return 0;
}
