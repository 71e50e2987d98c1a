/* SPDX-License-Identifier: GPL-2.0-only */
#include "program.h"

#include "lab.h"
#include "program_init.h"
#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOSTS_TEXT = 1024, URL_SIZE = INET6_ADDRSTRLEN + 16 };

/* ---- What it prints -----------------------------------------------------------------------------
 */

static void tell_line(struct program *program)
{
	program->line[program->size] = '\0';
	program->has_said |= program->awaited && strstr(program->line, program->awaited);
	if (program->lines == PROGRAM_LINES_MAX) {
		program->lines_untold++;
	} else {
		struct event *event = lab_record(program->lab, EVENT_NOTE, program->host, "prints");
		snprintf(event->actor, sizeof(event->actor), "%s", program->name);
		text_clean(event->text, sizeof(event->text), program->line, false);
		narrate(program->lab, "%s: \"%s\"", program->name, event->text);
		program->lines++;
	}
	program->size = 0;
}

static void take_output(struct program *program, const char *data, size_t size)
{
	program->bytes += size;
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n')
			tell_line(program);
		else if (program->size < sizeof(program->line) - 1)
			program->line[program->size++] = data[i];
		/* The rest of a long line is not kept. */
	}
}

static void read_output(struct program *program)
{
	static char data[1 << 16];
	ssize_t n;

	while (program->output >= 0 && (n = read(program->output, data, sizeof(data))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			lab_broken(program->lab, "cannot read what %s prints: %s", program->name,
				   strerror(errno));
		take_output(program, data, (size_t)n);
		/* Whoever prints without end leaves room for others. */
		if (n < (ssize_t)sizeof(data))
			return;
	}
	if (program->output < 0)
		return;
	if (program->size)
		tell_line(program);
	close(program->output);
	program->output = -1;
}

void program_tell_rest(struct program *program)
{
	if (program->size)
		tell_line(program);
	if (!program->lines_untold)
		return;
	struct event *event = lab_record(program->lab, EVENT_NOTE, program->host, "prints");
	snprintf(event->actor, sizeof(event->actor), "%s", program->name);
	snprintf(event->text, sizeof(event->text),
		 "(and %" PRIu64 " more lines; %" PRIu64 " bytes in all)", program->lines_untold,
		 program->bytes);
}

/* ---- Its end ------------------------------------------------------------------------------------
 */

const char *program_end_text(const struct program *program, char *buffer, size_t size)
{
	if (WIFEXITED(program->status))
		return text_set(buffer, size, "exited with %d", WEXITSTATUS(program->status));
	return text_set(buffer, size, "was killed by signal %d", WTERMSIG(program->status));
}

/* As a shell has it in $?. */
static int exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void note_end(struct program *program, int status)
{
	char text[64];

	program->has_ended = true;
	program->status = status;
	if (program->was_killed)
		return;
	/* What it had printed came before. */
	read_output(program);
	struct event *event = lab_record(program->lab, EVENT_CALL, program->host, "exit");
	snprintf(event->actor, sizeof(event->actor), "%s", program->name);
	snprintf(event->text, sizeof(event->text), "%s",
		 WIFEXITED(status) ? "exit()" : program_end_text(program, text, sizeof(text)));
	event->ret = exit_status(status);
	narrate(program->lab, "%s: %s", program->name,
		program_end_text(program, text, sizeof(text)));
}

/* False: there is no report (yet). */
static bool read_report(struct program *program, struct program_report *ret)
{
	ssize_t n;

	do
		n = read(program->report, ret, sizeof(*ret));
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)sizeof(*ret))
		return true;
	if (n == 0) {
		close(program->report);
		program->report = -1;
	}
	return false;
}

void program_drain(struct program *program)
{
	struct program_report report;

	if (!program->pid)
		return;
	read_output(program);
	while (program->report >= 0 && read_report(program, &report))
		note_end(program, report.status);
}

void program_poll(const struct program *program, struct pollfd ret[PROGRAM_FDS])
{
	ret[0] = (struct pollfd){ .fd = program->pid ? program->output : -1, .events = POLLIN };
	ret[1] = (struct pollfd){ .fd = program->pid ? program->report : -1, .events = POLLIN };
}

static void end_all(struct program *program)
{
	struct lab *lab = program->lab;

	if (kill(program->pid, SIGKILL) < 0)
		lab_broken(lab, "cannot kill %s: %s", program->name, strerror(errno));
	/* The first process of a namespace is gone when all others are: zap_pid_ns_processes(). */
	while (waitpid(program->pid, NULL, 0) < 0)
		if (errno != EINTR)
			lab_broken(lab, "cannot wait for the end of %s: %s", program->name,
				   strerror(errno));
}

static void forget(struct program *program)
{
	read_output(program);
	close(program->report);
	if (program->output >= 0)
		close(program->output);
	program->pid = 0;
	program->output = program->report = -1;
}

void program_kill(struct program *program)
{
	struct lab *lab = program->lab;

	program_drain(program);
	program->was_killed = true;
	struct event *event = lab_record(lab, EVENT_PROCESS, program->host, "kill");
	snprintf(event->actor, sizeof(event->actor), "%s", program->name);
	snprintf(event->text, sizeof(event->text), "%s",
		 program->has_ended ? "what it left behind is killed (SIGKILL)"
				    : "killed (SIGKILL), with all it had started");
	narrate(lab, "%s: killed (SIGKILL)", program->name);
	end_all(program);
	event->end_ns = now_ns(CLOCK_REALTIME);
	forget(program);
}

void program_dismiss(struct program *program)
{
	program_drain(program);
	program->was_killed = true;
	end_all(program);
	forget(program);
}

/* ---- Its begin ----------------------------------------------------------------------------------
 */

static void write_hosts(const struct lab *lab, char *ret, size_t size)
{
	char address[INET6_ADDRSTRLEN];

	text_set(ret, size, "127.0.0.1 localhost\n::1 localhost\n");
	for (int i = 0; i < lab->host_count; i++) {
		const struct host_facts *host = &lab->ev->host[i];
		if (host->addr_count)
			text_append(ret, size, "%s %s\n",
				    address_text(&host->addr[0], address, sizeof(address)),
				    host->name);
	}
}

static const char *host_address(struct lab *lab, const char *host, char *ret)
{
	return address_text(&lab->ev->host[host_index(lab, host)].addr[0], ret, INET6_ADDRSTRLEN);
}

/* fork() into namespaces of processes and of mounts. */
static pid_t fork_apart(void)
{
	struct clone_args args = { .flags = CLONE_NEWPID | CLONE_NEWNS, .exit_signal = SIGCHLD };

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

/* The first word of it: whether it has begun, or why not. */
static void await_begin(struct program *program)
{
	struct lab *lab = program->lab;
	struct program_report report;
	struct pollfd fd = { .fd = program->report, .events = POLLIN };
	int ready;

	do
		ready = poll(&fd, 1, (int)(wait_ns(lab->process->scale) / 1000000));
	while (ready < 0 && errno == EINTR);
	if (ready == 0)
		lab_broken(lab, "waited %" PRId64 " ms for %s to be started",
			   wait_ns(lab->process->scale) / 1000000, program->name);
	if (!read_report(program, &report))
		lab_broken(lab, "cannot start %s: its first process died", program->name);
	if (!report.has_started && (report.error == -EPERM || report.error == -EACCES))
		lab_skip(lab, "cannot start %s: no permission to %s: %s", program->name,
			 report.what, strerror(-report.error));
	if (!report.has_started)
		lab_broken(lab, "cannot start %s: cannot %s: %s", program->name, report.what,
			   strerror(-report.error));
}

static void begin(struct program *program, struct program_setup *setup)
{
	struct lab *lab = program->lab;
	int output[2], report[2], alive[2];

	if (pipe2(output, O_CLOEXEC) < 0 || pipe2(report, O_CLOEXEC) < 0 ||
	    pipe2(alive, O_CLOEXEC) < 0)
		lab_broken(lab, "cannot make pipes to %s: %s", program->name, strerror(errno));
	setup->output = output[1];
	setup->report = report[1];
	setup->alive = alive[0];
	program->pid = fork_apart();
	if (program->pid == 0) {
		close(alive[1]);
		program_init(setup);
	}
	if (program->pid < 0 && (errno == EPERM || errno == ENOSPC))
		lab_skip(lab, "%s cannot have processes of its own (CLONE_NEWPID): %s",
			 program->name, strerror(errno));
	if (program->pid < 0)
		lab_broken(lab, "cannot start a process for %s: %s", program->name,
			   strerror(errno));
	close(output[1]);
	close(report[1]);
	close(alive[0]);
	/* alive[1] stays open, and so is at its end when this process is. */
	program->output = output[0];
	program->report = report[0];
	fcntl(program->output, F_SETFL, O_NONBLOCK);
	await_begin(program);
	fcntl(program->report, F_SETFL, O_NONBLOCK);
}

void program_start(struct lab *lab, struct program *ret, const struct program_call *call,
		   const struct drill_request *request)
{
	char hosts[HOSTS_TEXT], address[INET6_ADDRSTRLEN];
	char server[URL_SIZE], client[URL_SIZE], port[16], url[URL_SIZE];
	const char *where = host_address(lab, "server", address);

	*ret = (struct program){ .lab = lab,
				 .host = host_index(lab, call->host),
				 .output = -1,
				 .report = -1,
				 .awaited = call->awaited };
	snprintf(ret->name, sizeof(ret->name), "%s", call->name);
	write_hosts(lab, hosts, sizeof(hosts));
	snprintf(server, sizeof(server), "SERVER=%s", where);
	snprintf(url, sizeof(url), strchr(where, ':') ? "SERVER_URL=[%s]" : "SERVER_URL=%s", where);
	snprintf(client, sizeof(client), "CLIENT=%s", host_address(lab, "client", address));
	snprintf(port, sizeof(port), "PORT=%u", request->port);
	struct program_setup setup = { .ns = lab->host[ret->host].ns,
				       .command = call->command,
				       .until_good = call->until_good,
				       .hosts = hosts,
				       .environment = { server, client, port, url },
				       .request = request };
	struct event *event = lab_record(lab, EVENT_PROCESS, ret->host, "start");
	snprintf(event->actor, sizeof(event->actor), "%s", call->name);
	text_set(event->text, sizeof(event->text), "started: %s", call->command);
	narrate(lab, "%s: %s", call->name, event->text);
	begin(ret, &setup);
	event->end_ns = now_ns(CLOCK_REALTIME);
}
