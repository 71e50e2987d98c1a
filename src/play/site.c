/* SPDX-License-Identifier: GPL-2.0-only */
#include "site.h"

#include "enclosure.h"
#include "show.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { OTHERS_MAX = 128 };

void site_print(FILE *out, const struct site *site)
{
	char text[INET6_ADDRSTRLEN];
	/* The door opens to the same user. */
	const char *sudo = getenv("SUDO_USER") ? "sudo " : "";
	for (int i = 0; i < site->host_count; i++) {
		int gap = 9 - (int)strlen(site->host[i].name);
		fprintf(out, "  %s", site->host[i].name);
		for (int k = 0; k < site->host[i].addr_count; k++)
			fprintf(out, "%*s%s", k || gap < 1 ? 1 : gap, "",
				address_text(&site->host[i].addr[k], text, sizeof(text)));
		fputs(site->host[i].ns < 0 ? "  powered off\n" : "\n", out);
	}
	if (site->door)
		fprintf(out,
			"  from another terminal:  %srstlab-ns exec %s [-- COMMAND]   "
			"(or, if several labs are held, %ld:%s)\n",
			sudo, site->host[0].name, (long)site->door, site->host[0].name);
}

/* ---- Waiting ------------------------------------------------------------------------------------
 */

/* Until @fd is readable; false: @others have ended it. */
static bool await(int fd, const struct site_others *others)
{
	for (;;) {
		struct pollfd fds[1 + OTHERS_MAX] = { { .fd = fd, .events = POLLIN } };
		int count = others->poll(others->arg, fds + 1, OTHERS_MAX);
		if (poll(fds, (nfds_t)(1 + count), -1) < 0)
			continue;
		if (!others->heard(others->arg))
			return false;
		if (fds[0].revents)
			return true;
	}
}

/* A line from the terminal, without its end. */
static enum site_word read_line(const struct site_others *others, char *line, size_t size)
{
	if (!await(STDIN_FILENO, others))
		return SITE_END;
	/* A terminal hands over a line at a time. */
	ssize_t n = read(STDIN_FILENO, line, size - 1);
	if (n <= 0)
		return SITE_QUIT;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return SITE_GO_ON;
}

/* ---- A shell ------------------------------------------------------------------------------------
 */

static int find_host(const struct site *site, const char *name)
{
	for (int i = 0; i < site->host_count; i++)
		if (strcmp(site->host[i].name, name) == 0 && site->host[i].ns >= 0)
			return i;
	return -1;
}

/* We are in the lab's user namespace ourselves. False: the hold ends. */
static bool shell(const struct site *site, int host, const struct site_others *others)
{
	int pair[2], ns = site_open(site, host), error = ns < 0 ? ns : 0;
	struct enclosed enclosed;
	bool goes_on = true;
	if (!error && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		error = -errno;
	if (!error) {
		const struct enclosure enclosure = { .users = -1,
						     .ns = ns,
						     .lifeline = pair[1],
						     .resets_signals = true,
						     .scenario = site->scenario,
						     .host = site->host[host].name };
		error = enclosure_start(&enclosure, &enclosed);
		close(pair[1]);
		/* The other end is left open: it hangs up when this process is gone. */
		if (error)
			close(pair[0]);
	}
	if (ns >= 0)
		close(ns);
	if (error) {
		fprintf(stderr, "cannot open a shell in '%s': %s\n", site->host[host].name,
			strerror(-error));
		return true;
	}
	goes_on = await(enclosed.news, others);
	if (goes_on)
		enclosure_end(&enclosed);
	return goes_on;
}

/* ---- The dialogue -------------------------------------------------------------------------------
 */

/* "s", "s client" or "client"; @line becomes the host's name, asked for if need be. */
static enum site_word ask_host(const struct site *site, const struct site_others *others,
			       char *line, size_t size)
{
	if (line[0] == 's' && line[1] == ' ') {
		memmove(line, line + 2, strlen(line + 2) + 1);
		return SITE_GO_ON;
	}
	if (strcmp(line, "s") != 0)
		return SITE_GO_ON;
	fputs("Which host?", stderr);
	for (int i = 0; i < site->host_count; i++)
		if (site->host[i].ns >= 0)
			fprintf(stderr, " %s", site->host[i].name);
	fputs(": ", stderr);
	return read_line(others, line, size);
}

/* SITE_GO_ON: ask again. */
static enum site_word obey(const struct site *site, const struct evidence *ev, char *line,
			   size_t size, const struct site_others *others, int *shells)
{
	char name[NAME_SIZE * 4];
	if (strcmp(line, "q") == 0)
		return SITE_QUIT;
	if (strcmp(line, "w") == 0) {
		show_all(stderr, ev, site);
		return SITE_GO_ON;
	}
	enum site_word word = ask_host(site, others, line, size);
	if (word != SITE_GO_ON || !*line)
		return word;
	int host = find_host(site, line);
	if (host < 0) {
		fprintf(stderr, "no host '%s' is up\n",
			text_clean(name, sizeof(name), line, false));
		return SITE_GO_ON;
	}
	++*shells;
	return shell(site, host, others) ? SITE_GO_ON : SITE_END;
}

enum site_word site_hold(const struct site *site, const struct evidence *ev,
			 const struct site_others *others, int *shells)
{
	char line[256];

	for (;;) {
		fputs("Enter continues, s opens a shell in a host, w shows packets and sockets "
		      "so far, q ends: ",
		      stderr);
		enum site_word word = read_line(others, line, sizeof(line));
		if (word != SITE_GO_ON || !*line)
			return word;
		word = obey(site, ev, line, sizeof(line), others, shells);
		if (word != SITE_GO_ON)
			return word;
	}
}
