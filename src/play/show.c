/* SPDX-License-Identifier: GPL-2.0-only */
#include "show.h"

#include "lab.h"
#include "socket_rows.h"

#include "ns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Sockets ------------------------------------------------------------------------------------
 */

static void print_sockets(FILE *out, const struct site *site, int host)
{
	static struct look look;
	struct diag *diag;
	int ns = site_open(site, host), error = ns < 0 ? ns : ns_enter(ns);
	look.count = 0;
	if (!error)
		error = diag_open(&diag);
	if (!error)
		error = diag_walk(diag, site->family, look_add, &look);
	if (error)
		fprintf(out, "  %s: cannot list its sockets: %s\n", site->host[host].name,
			strerror(-error));
	else if (look.count == 0)
		fprintf(out, "  %s: no TCP sockets\n", site->host[host].name);
	else
		fprintf(out, "  %s\n", site->host[host].name);
	if (!error && look.count > 0)
		socket_rows_print(out, &look, 4);
}

/* In a child: to enter a host cannot be taken back by all who want to look. */
static void show_sockets(FILE *out, const struct site *site)
{
	fflush(out);
	pid_t pid = fork();
	if (pid == 0) {
		for (int i = 0; i < site->host_count; i++)
			if (site->host[i].ns >= 0)
				print_sockets(out, site, i);
		fflush(out);
		_exit(0);
	}
	if (pid < 0)
		fprintf(out, "cannot list sockets: %s\n", strerror(errno));
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void show_all(FILE *out, const struct evidence *ev, const struct site *site)
{
	struct shown *shown = calloc(1, sizeof(*shown));
	if (shown)
		show_new(out, ev, shown);
	if (shown && !shown->headed)
		fputs("  no packets yet\n", out);
	free(shown);
	show_sockets(out, site);
}
