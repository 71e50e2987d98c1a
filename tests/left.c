/* SPDX-License-Identifier: GPL-2.0-only */
#include "left.h"

#include "child.h"
#include "clock.h"
#include "comments.h"
#include "folder.h"

#include "tracefs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	KILLED_MAX = 128,
	/* Fewer than the descriptors of a process at the customary limit of 1,024. */
	NAMESPACES = 256,
};

static int64_t now_ms(void)
{
	return now_ns(CLOCK_MONOTONIC) / 1000000;
}

static void wait_a_moment(int ms)
{
	poll(NULL, 0, ms);
}

/* A child that is left, as proc_pid_stat(5) has it: who, its state, what it waits for. */
static const char *process_left(void)
{
	static char text[256];
	char path[64], line[160] = "";
	pid_t pid = 0;
	FILE *file = fopen("/proc/thread-self/children", "re");

	if (file && fscanf(file, "%d", &pid) != 1)
		pid = 0;
	if (file)
		fclose(file);
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (file && fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	if (file)
		fclose(file);
	snprintf(text, sizeof(text), "a process: %s", line);
	return text;
}

/* No child is left, and no child's child: all of them would be ours. */
const char *left_processes(void)
{
	int64_t deadline = now_ms() + DEADLINE_MS;

	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0 && errno == ECHILD)
			return NULL;
		if (pid == 0 && now_ms() > deadline)
			return process_left();
		if (pid == 0)
			wait_a_moment(1);
	}
}

enum { ALL_TAKEN, ONE_LEFT, ONE_TOO_MANY, NOT_TAKEN };

/* Takes all the namespaces that this user namespace may have. */
static _Noreturn void take_namespaces(int deadline_ms)
{
	int64_t deadline = now_ms() + deadline_ms;
	char most[16];
	int count = 0;

	snprintf(most, sizeof(most), "%d", NAMESPACES);
	if (child_write("/proc/sys/user/max_net_namespaces", most) < 0)
		_exit(NOT_TAKEN);
	while (count < NAMESPACES) {
		if (unshare(CLONE_NEWNET) == 0) {
			/* It lives as long as this descriptor. */
			if (open("/proc/self/ns/net", O_RDONLY) < 0)
				_exit(NOT_TAKEN);
			count++;
		} else if (errno != ENOSPC) {
			_exit(NOT_TAKEN);
		} else if (now_ms() > deadline) {
			_exit(ONE_LEFT);
		} else {
			wait_a_moment(10);
		}
	}
	_exit(unshare(CLONE_NEWNET) < 0 && errno == ENOSPC ? ALL_TAKEN : ONE_TOO_MANY);
}

const char *left_namespaces(int deadline_ms)
{
	static const char *const word[] = {
		[ALL_TAKEN] = NULL,
		[ONE_LEFT] = "a namespace",
		[ONE_TOO_MANY] = "the limit of namespaces",
		[NOT_TAKEN] = "unknown: the namespaces could not be counted",
	};
	int status;
	pid_t pid = fork();

	if (pid == 0)
		take_namespaces(deadline_ms);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return word[NOT_TAKEN];
	return word[WEXITSTATUS(status)];
}

/* ---- What bears our mark: others may make links and trace instances meanwhile, and rstlab-ns too.
 */

static pid_t killed[KILLED_MAX];
static int killed_count;

void left_note_killed(pid_t pid)
{
	if (killed_count < KILLED_MAX)
		killed[killed_count++] = pid;
}

/* In the namespace where we are. A lab's addresses begin so: plan_end() of topology.c. */
const char *left_links(void)
{
	static const uint8_t mark[] = { 0x02, 'r', 's', 't' };
	static char text[IF_NAMESIZE + 32];
	struct ifaddrs *all = NULL;

	text[0] = '\0';
	if (getifaddrs(&all) < 0)
		return "a list of links";
	for (const struct ifaddrs *each = all; each; each = each->ifa_next) {
		struct sockaddr_ll addr;
		if (!each->ifa_addr || each->ifa_addr->sa_family != AF_PACKET)
			continue;
		memcpy(&addr, each->ifa_addr, sizeof(addr));
		if (addr.sll_halen == 6 && memcmp(addr.sll_addr, mark, sizeof(mark)) == 0)
			snprintf(text, sizeof(text), "the link '%s'", each->ifa_name);
	}
	freeifaddrs(all);
	return text[0] ? text : NULL;
}

/* "rstlab-ns.PID.NUMBER" of one that was killed here. */
static bool is_of_killed(const char *name)
{
	int pid = 0;

	if (sscanf(name, "rstlab-ns.%d.", &pid) != 1)
		return false;
	for (int i = 0; i < killed_count; i++)
		if (killed[i] == pid)
			return true;
	return false;
}

const char *left_instances(void)
{
	static char text[NAME_MAX + 32];
	int tracefs = tracefs_open();
	int fd = tracefs < 0 ? -1 : openat(tracefs, "instances", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	text[0] = '\0';
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (is_of_killed(entry->d_name))
			snprintf(text, sizeof(text), "the trace instance '%s'", entry->d_name);
	if (dir)
		closedir(dir);
	if (tracefs >= 0)
		close(tracefs);
	return text[0] ? text : NULL;
}

static bool is_whole_pcap(const char *path)
{
	size_t size, at = 24;
	uint8_t *bytes = (uint8_t *)folder_read(path, &size);
	uint32_t word[4];

	if (!bytes || size < at)
		return false;
	memcpy(word, bytes, sizeof(word[0]));
	bool good = word[0] == 0xa1b23c4d; /* pcap-savefile(5): nanoseconds */
	while (good && at < size) {
		good = size - at >= sizeof(word);
		if (good)
			memcpy(word, bytes + at, sizeof(word));
		at += sizeof(word) + (good ? word[2] : 0);
	}
	free(bytes);
	return good && at == size;
}

static bool is_whole_pcapng(const char *path)
{
	struct commented file;
	bool good = comments_read(path, &file) == NULL;

	comments_free(&file);
	return good;
}

static const char *bad_file;

static void look_at_file(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (!dot ||
	    !(strcmp(dot, ".pcap") == 0 ? is_whole_pcap(path)
					: strcmp(dot, ".pcapng") == 0 && is_whole_pcapng(path)))
		bad_file = "a file that is not whole";
}

const char *left_files(void)
{
	bad_file = NULL;
	folder_walk("out", look_at_file);
	folder_walk("tmp", look_at_file);
	return bad_file;
}
