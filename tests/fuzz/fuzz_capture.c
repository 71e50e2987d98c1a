/* SPDX-License-Identifier: GPL-2.0-only */
/* A capture file of any bytes, read to its end; and the same bytes as one frame of any link. */
#include "fuzz.h"

#include "capture_file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is said of a packet must be within it. */
static void check_packet(const struct decoded *packet, size_t size)
{
	size_t options = 0;

	if (packet->network > size || packet->payload > size)
		fuzz_found("a place", "outside of the frame");
	if (packet->option_bytes > sizeof(packet->option) || packet->tunnels > 4)
		fuzz_found("a number", "too large");
	if (packet->protocol == PROTO_TCP)
		while (option_next(packet, &options))
			;
	if (options > packet->option_bytes)
		fuzz_found("an option", "behind the last");
	if ((packet->tunnel == TUNNEL_NONE) != (packet->tunnels == 0) ||
	    (packet->window_cut && !packet->options_cut))
		fuzz_found("a packet", "that contradicts itself");
}

static void check_why(const struct why *why)
{
	if (!*why->text || !text_is_clean(why->text, false))
		fuzz_found("an error without a line", why->text);
}

/* Writes the input to a file, and returns its path. */
static const char *save(const uint8_t *data, size_t size)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("capture", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

static void read_file(const uint8_t *data, size_t size)
{
	struct capture_file *file;
	struct captured packet;
	struct why why = { "" };
	uint64_t count = 0;
	int got = capture_file_open(save(data, size), &file, &why);

	if (got < 0) {
		check_why(&why);
		return;
	}
	while ((got = capture_file_next(file, &packet, &why)) == 1) {
		uint8_t *copy = malloc(packet.size + 1);
		if (!copy)
			abort();
		memcpy(copy, packet.bytes, packet.size);
		free(copy);
		if (packet.frame != ++count)
			fuzz_found("a packet", "is not counted");
		check_packet(&packet.packet, packet.size);
	}
	if (got < 0)
		check_why(&why);
	capture_file_close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decoded packet;

	read_file(data, size);
	if (size < 2)
		return 0;
	packet_read(data[0] % LINK_COUNT, data + 2, size - 2, size - 2 + data[1], &packet);
	check_packet(&packet, size - 2);
	return 0;
}
