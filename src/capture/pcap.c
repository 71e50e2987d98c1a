/* SPDX-License-Identifier: GPL-2.0-only */
#include "pcap.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SNAPLEN = 65535 };

struct pcap_file {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

int pcap_file_begin(FILE *out, struct pcap_file **ret)
{
	struct pcap_file *file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	file->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, SNAPLEN,
							  PCAP_TSTAMP_PRECISION_NANO);
	int error = file->pcap ? 0 : -ENOMEM;
	/* pcap_dump_close() closes its FILE: it gets one of its own. */
	int fd = error ? -1 : fcntl(fileno(out), F_DUPFD_CLOEXEC, 0);
	FILE *own = fd < 0 ? NULL : fdopen(fd, "wb");
	if (!error && !own)
		error = -errno;
	errno = 0;
	file->dumper = error ? NULL : pcap_dump_fopen(file->pcap, own);
	if (!error && !file->dumper)
		error = errno ? -errno : -EIO;
	if (error) {
		if (own)
			fclose(own);
		else if (fd >= 0)
			close(fd);
		if (file->pcap)
			pcap_close(file->pcap);
		free(file);
		return error;
	}
	*ret = file;
	return 0;
}

void pcap_file_add(struct pcap_file *file, const struct pcap_frame *frame)
{
	struct pcap_pkthdr header = { .ts = { .tv_sec = frame->time_ns / 1000000000,
					      .tv_usec = frame->time_ns % 1000000000 },
				      .caplen = frame->size,
				      .len = frame->length };
	pcap_dump((u_char *)file->dumper, &header, frame->bytes);
}

int pcap_file_end(struct pcap_file *file)
{
	errno = 0;
	bool bad = pcap_dump_flush(file->dumper) < 0 || ferror(pcap_dump_file(file->dumper));
	int error = !bad ? 0 : errno ? -errno : -EIO;
	pcap_dump_close(file->dumper);
	pcap_close(file->pcap);
	free(file);
	return error;
}
