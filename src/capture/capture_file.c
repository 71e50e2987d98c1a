/* SPDX-License-Identifier: GPL-2.0-only */
#include "capture_file.h"

#include "gzip.h"
#include "input_file.h"
#include "pcap.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MAX_SIZE = WHY_SIZE / 2 };

struct capture_file {
	struct pcap_input *pcap;
	struct gzip_state gzip; /* the stream's, which pcap reads */
	uint64_t frame;
	char name[NAME_MAX_SIZE]; /* as it is said: 'FILE' */
};

/* Files that one may take for a capture, by how they begin. */
static const struct {
	const char *begin;
	const char *advice;
} others[] = {
	{ "{", "it looks like JSON; the captures of results.json are in captures/ beside it" },
	{ "\x28\xb5\x2f\xfd", "it is compressed with zstd; unpack it first (zstd -d)" },
	{ "\xfd"
	  "7zXZ",
	  "it is compressed with xz; unpack it first (xz -d)" },
	{ "BZh", "it is compressed with bzip2; unpack it first (bzip2 -d)" },
	{ "\x04\x22\x4d\x18", "it is compressed with lz4; unpack it first (lz4 -d)" },
	{ "PK\x03\x04", "it is a zip archive; unpack it first (unzip)" },
	{ "snoop", "it is a snoop capture; convert it with editcap -F pcap FILE NEW" },
	{ "GMBU", "it is a Network Monitor capture; convert it with editcap -F pcap FILE NEW" },
	{ "RTSS", "it is a Network Monitor capture; convert it with editcap -F pcap FILE NEW" },
};

/* pcap in either byte order, of micro- and nanoseconds, and pcapng. */
bool capture_file_begins(const void *head, size_t size)
{
	static const char magic[][4] = { "\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1", "\xa1\xb2\x3c\x4d",
					 "\x4d\x3c\xb2\xa1", "\xa1\xb2\xcd\x34", "\x34\xcd\xb2\xa1",
					 "\x0a\x0d\x0d\x0a" };

	for (size_t i = 0; i < sizeof(magic) / sizeof(magic[0]); i++)
		if (size >= 4 && memcmp(head, magic[i], 4) == 0)
			return true;
	return false;
}

static void say_what_it_is(const struct capture_file *file, struct why *ret_why)
{
	const struct gzip_state *gzip = &file->gzip;
	char bytes[3 * GZIP_HEAD_SIZE + 1] = "";

	if (gzip->head_size == 0) {
		why_set(ret_why, "%s is empty, not a pcap or pcapng file", file->name);
		return;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t size = strlen(others[i].begin);
		if (gzip->head_size >= size && memcmp(gzip->head, others[i].begin, size) == 0) {
			why_set(ret_why, "%s is not a pcap or pcapng file: %s", file->name,
				others[i].advice);
			return;
		}
	}
	for (size_t i = 0; i < gzip->head_size; i++)
		text_append(bytes, sizeof(bytes), "%s%02x", i ? " " : "", gzip->head[i]);
	why_set(ret_why, "%s is not a pcap or pcapng file: it begins with %s", file->name, bytes);
}

static int open_input(const char *path)
{
	if (strcmp(path, "-") != 0)
		return input_file_open(path);
	if (isatty(STDIN_FILENO))
		return -ENOTTY;

	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* Whatever stopped libpcap, what gzip knows is nearer to the cause. */
static int refuse(const struct capture_file *file, struct why *ret_why)
{
	if (file->gzip.bad)
		why_set(ret_why, "%s: %s", file->name, file->gzip.bad);
	else if (!capture_file_begins(file->gzip.head, file->gzip.head_size))
		say_what_it_is(file, ret_why);
	else
		why_within(ret_why, "%s: ", file->name);
	return -EINVAL;
}

static int open_named(struct capture_file *file, const char *path, struct why *ret_why)
{
	FILE *in;
	int fd = open_input(path);

	if (fd == -ENOTTY)
		return why_fail(ret_why, fd,
				"standard input is a terminal; pipe a capture into it");
	if (fd < 0)
		return why_fail(ret_why, fd, "cannot open %s: %s", file->name,
				input_file_error(fd));

	int err = gzip_open(fd, &file->gzip, &in);

	if (err)
		return why_fail(ret_why, err, "out of memory for %s", file->name);
	err = pcap_input_open(in, &file->pcap, ret_why);
	return err ? refuse(file, ret_why) : 0;
}

int capture_file_open(const char *path, struct capture_file **ret, struct why *ret_why)
{
	struct capture_file *file = calloc(1, sizeof(*file));

	if (!file)
		return why_fail(ret_why, -ENOMEM, "out of memory for '%s'", path);
	if (strcmp(path, "-") == 0)
		text_set(file->name, sizeof(file->name), "standard input");
	else
		text_set(file->name, sizeof(file->name), "'%s'", path);

	int err = open_named(file, path, ret_why);

	if (err)
		capture_file_close(file);
	else
		*ret = file;
	return err;
}

int capture_file_next(struct capture_file *file, struct captured *ret, struct why *ret_why)
{
	struct pcap_frame frame;
	int got = pcap_input_next(file->pcap, &frame, ret_why);

	if (got < 0 && file->gzip.bad)
		why_set(ret_why, "%s", file->gzip.bad);
	if (got < 0)
		why_within(ret_why, "%s: after packet %llu: ", file->name,
			   (unsigned long long)file->frame);
	if (got <= 0)
		return got;
	ret->frame = ++file->frame;
	ret->time_ns = frame.time_ns;
	ret->bytes = frame.bytes;
	ret->size = frame.size;
	ret->length = frame.length;
	packet_read(pcap_input_link(file->pcap), frame.bytes, frame.size, frame.length,
		    &ret->packet);
	return 1;
}

bool capture_file_is_cut(const struct capture_file *file)
{
	return file->gzip.is_cut || pcap_input_is_cut(file->pcap);
}

void capture_file_close(struct capture_file *file)
{
	if (!file)
		return;
	pcap_input_close(file->pcap);
	free(file);
}
