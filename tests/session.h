/* SPDX-License-Identifier: GPL-2.0-only */
/* session.h - the program at a terminal, and what is typed there. */
#ifndef RSTLAB_TEST_SESSION_H
#define RSTLAB_TEST_SESSION_H

#include <stddef.h>
#include <sys/types.h>

enum { SESSION_PATIENCE_MS = 60000, SESSION_TEXT = 1 << 16 };

struct session {
	pid_t pid;
	int fd;
	size_t size;
	char text[SESSION_TEXT]; /* all that it has said */
};

/* Starts it with these words after its name, up to NULL. */
struct session *session_begin(const char *const *args);

/* Reads until it has said @what, after what it had said before @from; where that ends. */
size_t session_await(struct session *session, size_t from, const char *what);

void session_type(struct session *session, const char *line);

/* Its exit status, or -N if signal N has ended it, when it has said all; frees. */
int session_end(struct session *session);

#define SESSION(...) session_begin((const char *const[]){ __VA_ARGS__, NULL })

#endif
