/* SPDX-License-Identifier: GPL-2.0-only */
#include "gzip.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* zlib reads straight into the stream's buffer where nothing is to be unpacked: it is the larger by
 * far. */
enum { PACKED_SIZE = 64 << 10, STREAM_SIZE = 256 << 10 };

struct gzip {
	gzFile file;
	struct gzip_state *state;
	char buffer[STREAM_SIZE];
};

static ssize_t give_up(struct gzip *gzip)
{
	int error = errno, number;

	gzerror(gzip->file, &number);
	/* zlib's own words go with its file. */
	gzip->state->bad = number == Z_ERRNO ? strerror(error) : "its gzip data is corrupt";
	errno = number == Z_ERRNO ? error : EBADMSG;
	return -1;
}

static ssize_t read_some(void *cookie, char *buffer, size_t room)
{
	struct gzip *gzip = cookie;
	struct gzip_state *state = gzip->state;
	int number, got = gzread(gzip->file, buffer, (unsigned)room);

	if (got < 0)
		return give_up(gzip);
	if (got == 0) {
		gzerror(gzip->file, &number);
		state->is_cut = number == Z_BUF_ERROR;
	}
	size_t known = state->head_size, more = GZIP_HEAD_SIZE - known;

	if ((size_t)got < more)
		more = (size_t)got;
	memcpy(state->head + known, buffer, more);
	state->head_size += more;
	return got;
}

static int close_it(void *cookie)
{
	struct gzip *gzip = cookie;

	gzclose_r(gzip->file);
	free(gzip);
	return 0;
}

int gzip_open(int fd, struct gzip_state *state, FILE **ret)
{
	struct gzip *gzip = malloc(sizeof(*gzip));

	*state = (struct gzip_state){ 0 };
	if (gzip)
		gzip->file = gzdopen(fd, "rb");
	if (!gzip || !gzip->file) {
		free(gzip);
		close(fd);
		return -ENOMEM;
	}
	gzip->state = state;
	gzbuffer(gzip->file, PACKED_SIZE);

	FILE *in = fopencookie(gzip, "rb",
			       (cookie_io_functions_t){ .read = read_some, .close = close_it });

	if (!in) {
		close_it(gzip);
		return -ENOMEM;
	}
	setvbuf(in, gzip->buffer, _IOFBF, sizeof(gzip->buffer));
	__fsetlocking(in, FSETLOCKING_BYCALLER);
	*ret = in;
	return 0;
}
