/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_program MODE: a server, or its client, as people write them; for test_lab_drill. Where it
 * is, and who, it knows by the environment of a drill. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 100, TRIES = 200, PAUSE_MS = 20, RECOVERS_MS = 700, LINES = 100 };

static _Noreturn void fail(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(3);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	if (!value) {
		printf("no $%s\n", name);
		exit(4);
	}
	return value;
}

static void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

/* ---- Servers ------------------------------------------------------------------------------------
 */

static int listen_on(unsigned port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	int on = 1, off = 0;
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 || listen(fd, 2 * MANY) < 0)
		fail("listen");
	return fd;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Listens, and sends everybody away for a while, as a database that recovers does. */
static void recover(int fd)
{
	struct pollfd news = { .fd = fd, .events = POLLIN };
	int64_t end = now_ms() + RECOVERS_MS, left;

	while ((left = end - now_ms()) > 0)
		if (poll(&news, 1, (int)left) > 0)
			close(accept(fd, NULL, NULL));
	printf("ready now\n");
	fflush(stdout);
}

/* A process a connection, as services of old. */
static _Noreturn void serve_on(int fd, bool reads)
{
	int one;
	char data[4096];
	ssize_t n;

	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		one = accept(fd, NULL, NULL);
		if (one < 0 || fork() != 0) {
			close(one);
			continue;
		}
		while (!reads)
			pause();
		while ((n = read(one, data, sizeof(data))) > 0 && write(one, data, (size_t)n) == n)
			;
		_exit(0);
	}
}

static _Noreturn void serve(unsigned port, bool reads)
{
	serve_on(listen_on(port), reads);
}

static _Noreturn void serve_late(unsigned port)
{
	int fd = listen_on(port);

	recover(fd);
	serve_on(fd, true);
}

static void serve_as_daemon(unsigned port)
{
	if (fork() != 0)
		exit(0);
	setsid();
	if (fork() != 0)
		exit(0);
	serve(port, true);
}

static _Noreturn void serve_end_of_words(unsigned port)
{
	static char line[1 << 16];

	if (fork() == 0)
		serve(port, true);
	memset(line, 'x', sizeof(line));
	for (size_t i = 99; i < sizeof(line); i += 100)
		line[i] = '\n';
	for (;;) /* a gigabyte and more */
		if (write(STDOUT_FILENO, line, sizeof(line)) < 0)
			exit(5);
}

/* ---- Clients ------------------------------------------------------------------------------------
 */

/* By the name that resolves in a drill; -1: errno. */
static int dial(void)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	int error = getaddrinfo("server", variable("PORT"), &hints, &found);

	if (error) {
		printf("server: %s\n", gai_strerror(error));
		exit(6);
	}
	int fd = socket(found->ai_family, SOCK_STREAM, 0);
	if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) < 0) {
		error = errno;
		close(fd);
		fd = -1;
		errno = error;
	}
	freeaddrinfo(found);
	return fd;
}

/* "hello", and back. False: errno; 0: an end without an error. */
static bool talk(int fd)
{
	char data[5];
	ssize_t n = send(fd, "hello", 5, MSG_NOSIGNAL);

	if (n == 5)
		n = recv(fd, data, sizeof(data), MSG_WAITALL);
	if (n >= 0 && n < 5)
		errno = 0;
	return n == 5;
}

/* Its own quiet: it waits for what tells it of the connection's end, or says a word of its own. */
static void rest(int fd, int ms)
{
	struct pollfd news = { .fd = fd, .events = POLLIN };

	poll(&news, 1, ms);
}

/* Until it has talked @words times; after an error by a new connection, or as @gives_up says not.
 */
static int ask(int words, int rest_ms, bool gives_up)
{
	int fd = -1, tries = 0;

	for (int told = 0; told < words;) {
		if (fd < 0 && (fd = dial()) < 0) {
			if (gives_up || ++tries == TRIES)
				fail("connect");
			pause_ms(PAUSE_MS);
			continue;
		}
		if (talk(fd)) {
			printf("word %d\n", ++told);
			fflush(stdout);
			if (told < words)
				rest(fd, rest_ms);
			continue;
		}
		printf("lost it: %s\n", errno ? strerror(errno) : "an end");
		fflush(stdout);
		if (gives_up)
			return 1;
		close(fd);
		fd = -1;
	}
	return 0;
}

/* It never says a word; what it hears is the end. */
static int listen_only(void)
{
	char byte;
	int fd = dial();

	if (fd < 0)
		fail("connect");
	ssize_t n = recv(fd, &byte, 1, 0);
	printf("heard %s\n", n < 0 ? strerror(errno) : "an end");
	return 0;
}

/* Many at once; one word on each after some rest. */
static int ask_many(void)
{
	int fd[MANY], lost = 0;

	for (int i = 0; i < MANY; i++)
		if ((fd[i] = dial()) < 0)
			fail("connect");
	printf("all stand\n");
	fflush(stdout);
	rest(fd[0], 1500);
	for (int i = 0; i < MANY; i++)
		lost += !talk(fd[i]);
	printf("lost %d\n", lost);
	return lost == 0 ? 0 : 7;
}

/* Asks by one connection whether the service is there, and then works with another. */
static int ask_after_probe(void)
{
	int probe = dial(), fd;

	if (probe < 0 || !talk(probe))
		fail("probe");
	/* The lab has to find it while it stands. */
	rest(probe, 500);
	/* Whose end this is, TIME-WAIT or none, the server's or the client's, is all the same. */
	shutdown(probe, SHUT_WR);
	rest(probe, 1000000);
	close(probe);
	fd = dial();
	if (fd < 0 || !talk(fd))
		fail("connect");
	printf("second\n");
	fflush(stdout);
	rest(fd, 2500);
	return talk(fd) ? 0 : 7;
}

/* One word, without a moment of rest, and an end. */
static int ask_briefly(void)
{
	int fd = dial();
	char data[5];

	if (fd < 0 || send(fd, "hello", 5, MSG_NOSIGNAL) != 5)
		fail("connect");
	while (recv(fd, data, sizeof(data), MSG_DONTWAIT) < 0 && errno == EAGAIN)
		;
	return 0;
}

/* Says that it has no more to say, and hears what there is. */
static int close_half(void)
{
	char byte;
	int fd = dial();

	if (fd < 0 || shutdown(fd, SHUT_WR) < 0)
		fail("connect");
	printf("half closed\n");
	fflush(stdout);
	ssize_t n = recv(fd, &byte, 1, 0);
	printf("heard %s\n", n < 0 ? strerror(errno) : "an end");
	return n < 0 ? 7 : 0;
}

/* Closes, and stays. */
static int close_whole(void)
{
	int fd = dial();

	if (fd < 0 || send(fd, "hello", 5, MSG_NOSIGNAL) != 5)
		fail("connect");
	pause_ms(300);
	close(fd);
	printf("closed\n");
	fflush(stdout);
	pause_ms(1000);
	return 0;
}

/* Much is said before the word that counts. */
static int ask_with_many_words(void)
{
	int fd = dial();

	if (fd < 0)
		fail("connect");
	for (int i = 0; i < LINES; i++)
		printf("line %d\n", i);
	printf("and now\n");
	fflush(stdout);
	rest(fd, 1000);
	return talk(fd) ? 0 : 7;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	unsigned port = (unsigned)atoi(variable("PORT"));

	if (strcmp(mode, "echo") == 0)
		serve(port, true);
	if (strcmp(mode, "deaf") == 0)
		serve(port, false);
	if (strcmp(mode, "late") == 0)
		serve_late(port);
	if (strcmp(mode, "daemon") == 0)
		serve_as_daemon(port);
	if (strcmp(mode, "idler") == 0) /* never listens */
		pause();
	if (strcmp(mode, "elsewhere") == 0)
		serve(port + 1, true);
	if (strcmp(mode, "stubborn") == 0) {
		signal(SIGTERM, SIG_IGN);
		serve(port, true);
	}
	if (strcmp(mode, "talker") == 0)
		serve_end_of_words(port);
	if (strcmp(mode, "reconnect") == 0)
		return ask(3, 600, false);
	if (strcmp(mode, "often") == 0)
		return ask(7, 400, false);
	if (strcmp(mode, "patient") == 0) /* says no word before it is told of the end */
		return ask(2, 1000000, false);
	if (strcmp(mode, "give-up") == 0)
		return ask(3, 600, true);
	if (strcmp(mode, "probe") == 0)
		return ask_after_probe();
	if (strcmp(mode, "listen") == 0)
		return listen_only();
	if (strcmp(mode, "brief") == 0)
		return ask_briefly();
	if (strcmp(mode, "half-close") == 0)
		return close_half();
	if (strcmp(mode, "close") == 0)
		return close_whole();
	if (strcmp(mode, "wordy") == 0)
		return ask_with_many_words();
	if (strcmp(mode, "ping") == 0)
		return ask(1, 0, true);
	if (strcmp(mode, "many") == 0)
		return ask_many();
	printf("no mode '%s'\n", mode);
	return 2;
}
