/* SPDX-License-Identifier: GPL-2.0-only */
/* read_capture FILE: reads and decodes all of it, and prints "PACKETS RESETS". */
#include "capture_file.h"

#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	struct capture_file *file;
	struct captured packet = { .frame = 0 };
	struct why why;
	uint64_t resets = 0;
	int got;

	if (argc != 2)
		return 2;
	if (capture_file_open(argv[1], &file, &why) < 0) {
		fprintf(stderr, "%s\n", why.text);
		return 2;
	}
	while ((got = capture_file_next(file, &packet, &why)) == 1)
		resets += packet.packet.protocol == PROTO_TCP && packet.packet.flags & RST;
	if (got < 0)
		fprintf(stderr, "%s\n", why.text);
	printf("%" PRIu64 " %" PRIu64 "\n", packet.frame, resets);
	capture_file_close(file);
	return got < 0 ? 2 : 0;
}
