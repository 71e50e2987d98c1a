/* SPDX-License-Identifier: GPL-2.0-only */
/* actor.c - the processes of a story, seen from its conductor. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child: keeps its channel and the standard streams, nothing else, above all no capture. */
static _Noreturn void become_puppet(pid_t parent, int channel)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	if (channel != CHANNEL && dup3(channel, CHANNEL, O_CLOEXEC) < 0)
		_exit(1);
	close_range(CHANNEL + 1, ~0U, 0);
	puppet_main();
}

static void fork_puppet(struct actor *actor)
{
	struct lab *lab = actor->lab;
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		lab_broken(lab, "cannot make a channel to %s: socketpair: %s", actor->name,
			   strerror(errno));
	int error = limit_replies(pair[0], lab->process->scale);
	if (error)
		lab_broken(lab, "cannot limit the wait for answers of %s: %s", actor->name,
			   strerror(-error));
	pid_t parent = getpid();
	actor->pid = fork();
	if (actor->pid < 0)
		lab_broken(lab, "cannot start a process for %s: fork: %s", actor->name,
			   strerror(errno));
	if (actor->pid == 0)
		become_puppet(parent, pair[1]);
	close(pair[1]);
	actor->channel = pair[0];
}

/* A new process, or one that is done with its last story: to TCP they are the same. */
static void hire(struct actor *actor)
{
	struct lab_process *process = actor->lab->process;
	if (!process->idle_count) {
		fork_puppet(actor);
		return;
	}
	process->idle_count--;
	actor->pid = process->idle[process->idle_count].pid;
	actor->channel = process->idle[process->idle_count].channel;
}

static void enter(struct actor *actor)
{
	struct lab *lab = actor->lab;
	struct request request = { .op = OP_ENTER, .fd = lab->host[actor->host].ns };
	struct reply reply;
	request.size = sizeof(actor->name);
	memcpy(request.data, actor->name, sizeof(actor->name));
	actor_ask(actor, "start", &request, &reply);
	if (reply.ret < 0)
		lab_broken(lab, "%s cannot enter namespace '%s': %s", actor->name,
			   lab->ev->host[actor->host].name, strerror(reply.err));
}

struct actor *actor_start(struct lab *lab, const char *host, const char *name)
{
	if (lab->actor_count == ACTORS_MAX)
		lab_broken(lab, "the story has more than %d actors", ACTORS_MAX);
	struct actor *actor = &lab->actor[lab->actor_count++];

	*actor = (struct actor){ .lab = lab, .host = host_index(lab, host) };
	snprintf(actor->name, sizeof(actor->name), "%s", name);
	hire(actor);
	enter(actor);
	struct event *event = lab_record(lab, EVENT_PROCESS, actor->host, "start");
	snprintf(event->actor, sizeof(event->actor), "%s", name);
	snprintf(event->text, sizeof(event->text), "process started");
	event->ret = actor->pid;
	return actor;
}

void actors_release(struct lab *lab)
{
	struct lab_process *process = lab->process;
	for (int i = 0; i < lab->actor_count; i++) {
		struct actor *actor = &lab->actor[i];
		if (!actor->pid)
			continue;
		if (actor->busy || process->idle_count == ACTORS_MAX) {
			kill(actor->pid, SIGKILL);
			close(actor->channel);
			continue;
		}
		process->idle[process->idle_count].pid = actor->pid;
		process->idle[process->idle_count++].channel = actor->channel;
	}
}

static void forget_process(struct actor *actor)
{
	struct lab *lab = actor->lab;
	actor->pid = 0;
	close(actor->channel);
	for (int i = 0; i < lab->sock_count; i++)
		if (lab->sock[i].actor == actor)
			lab->sock[i].fd = -1;
}

/* How it ended, as wait() tells it. A process is a zombie only when its descriptors are closed:
 * do_exit(). */
static int await_end_of(const struct actor *actor)
{
	int status;
	while (waitpid(actor->pid, &status, 0) < 0)
		if (errno != EINTR)
			lab_broken(actor->lab, "cannot wait for the end of the process of %s: %s",
				   actor->name, strerror(errno));
	return status;
}

static void kill_now(struct actor *actor)
{
	struct lab *lab = actor->lab;
	struct event *event = lab_record(lab, EVENT_PROCESS, actor->host, "kill");
	snprintf(event->actor, sizeof(event->actor), "%s", actor->name);
	snprintf(event->text, sizeof(event->text), "killed (SIGKILL)");
	event->ret = actor->pid;
	char lost[TEXT_SIZE];
	narrate(lab, "%s: killed (SIGKILL)", actor->name);
	if (lost_actor(lab, lost, sizeof(lost)))
		lab_broken(lab, "cannot kill %s: it is already dead", actor->name);
	if (kill(actor->pid, SIGKILL) < 0)
		lab_broken(lab, "cannot kill the process of %s: %s", actor->name, strerror(errno));
	await_end_of(actor);
	event->end_ns = now_ns(CLOCK_REALTIME);
	forget_process(actor);
}

void actor_kill(struct actor *actor)
{
	if (!actor->pid)
		lab_broken(actor->lab, "%s is already dead", actor->name);
	if (verb_allowed(actor->lab, "kill", NULL))
		kill_now(actor);
}

void actor_exec(struct actor *actor)
{
	struct lab *lab = actor->lab;
	struct request request = { .op = OP_EXEC };
	if (!verb_allowed(lab, "exec", NULL))
		return;
	struct event *event = lab_record(lab, EVENT_PROCESS, actor->host, "exec");
	snprintf(event->actor, sizeof(event->actor), "%s", actor->name);
	snprintf(event->text, sizeof(event->text), "execve(\"/bin/true\")");
	actor_begin(actor, "exec", &request);
	/* The channel is close-on-exec: it ends when the call has worked, and answers if not. */
	struct reply reply;
	ssize_t n = recv(actor->channel, &reply, sizeof(reply), 0);
	if (n > 0)
		lab_broken(lab, "%s cannot become /bin/true: %s", actor->name, strerror(reply.err));
	if (n < 0)
		lab_broken(lab, "%s did not become /bin/true: %s", actor->name, strerror(errno));
	int status = await_end_of(actor);
	if (!WIFEXITED(status))
		lab_broken(lab, "%s was killed by signal %d and did not become /bin/true",
			   actor->name, WTERMSIG(status));
	event->end_ns = now_ns(CLOCK_REALTIME);
	forget_process(actor);
}

/* A socket in repair mode is dropped by close() in silence: tcp_disconnect(), TCP_REPAIR in tcp(7).
 */
static void silence(struct sock *sock)
{
	struct request request = { .op = OP_SETSOCKOPT,
				   .fd = sock->fd,
				   .a = IPPROTO_TCP,
				   .b = TCP_REPAIR,
				   .size = sizeof(int) };
	struct reply reply;
	memcpy(request.data, &(int){ 1 }, sizeof(int));
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	if (reply.ret < 0)
		lab_broken(sock->actor->lab,
			   "cannot silence a socket of %s: setsockopt(TCP_REPAIR): %s",
			   sock->actor->name, strerror(reply.err));
}

void actors_vanish(struct lab *lab, int host)
{
	for (int i = 0; i < lab->sock_count; i++) {
		struct sock *sock = &lab->sock[i];
		if (sock->actor->host == host && sock->fd >= 0 && !sock->listens)
			silence(sock);
	}
	for (int i = 0; i < lab->actor_count; i++)
		if (lab->actor[i].host == host && lab->actor[i].pid)
			kill_now(&lab->actor[i]);
}

void actor_begin(struct actor *actor, const char *verb, const struct request *request)
{
	struct lab *lab = actor->lab;
	if (!actor->pid)
		lab_broken(lab, "%s is dead, so it cannot %s", actor->name, verb);
	bool enters = request->op == OP_ENTER;
	narrate(lab, "%s: %s", actor->name, verb);
	bool has_data = request->op == OP_SEND || request->op == OP_SETSOCKOPT || enters;
	size_t size = offsetof(struct request, data) + (has_data ? request->size : 0);
	if (send_passing(actor->channel, request, size, enters ? request->fd : -1) < 0)
		lab_broken(lab, "cannot ask %s to %s: %s", actor->name, verb, strerror(errno));
	actor->busy = true;
}

void actor_end(struct actor *actor, const char *verb, struct reply *ret)
{
	await_reply(actor, verb, ret);
	actor->busy = false;
}

void actor_ask(struct actor *actor, const char *verb, const struct request *request,
	       struct reply *ret)
{
	actor_begin(actor, verb, request);
	actor_end(actor, verb, ret);
}
