/* SPDX-License-Identifier: GPL-2.0-only */
#include "pcap.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pcap_file {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

int pcap_file_begin(FILE *out, struct pcap_file **ret)
{
	struct pcap_file *file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	file->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, PCAP_SNAPLEN,
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

struct pcap_input {
	pcap_t *pcap;
	enum link_layer link;
	bool is_cut;
};

static const struct {
	int number;
	enum link_layer link;
} links[] = {
	{ DLT_EN10MB, LINK_ETHERNET },
	{ DLT_LINUX_SLL, LINK_COOKED },
	{ DLT_LINUX_SLL2, LINK_COOKED_2 },
	{ DLT_RAW, LINK_IP },
	{ DLT_IPV4, LINK_IP },
	{ DLT_IPV6, LINK_IP },
	{ DLT_NULL, LINK_LOOPBACK },
	{ DLT_LOOP, LINK_LOOPBACK },
	{ DLT_PPP, LINK_PPP },
	{ DLT_PPP_SERIAL, LINK_PPP },
	{ DLT_C_HDLC, LINK_PPP },
	{ DLT_PPP_ETHER, LINK_PPPOE },
};

static bool find_link(int number, enum link_layer *ret, struct why *ret_why)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].number == number) {
			*ret = links[i].link;
			return true;
		}

	const char *name = pcap_datalink_val_to_name(number);

	why_set(ret_why,
		"unsupported link type %s (%d); supported are Ethernet, Linux captures on 'any', "
		"plain IP, BSD loopback, PPP, PPPoE",
		name ? name : "without a name", number);
	return false;
}

enum link_layer pcap_input_link(const struct pcap_input *input)
{
	return input->link;
}

/* What libpcap says, with what to do about it. */
static void explain(const char *said, struct why *ret_why)
{
	if (strstr(said, "an interface has a type"))
		why_set(ret_why, "its interfaces have different link types; extract one at a "
				 "time: tshark -r FILE -Y frame.interface_id==0 -w - | editcap "
				 "-T ether -F pcap - NEW");
	else if (strstr(said, "an interface has a snapshot length"))
		why_set(ret_why, "its interfaces have different snapshot lengths; convert it: "
				 "editcap -F pcap FILE NEW");
	else
		why_set(ret_why, "%s", said);
}

int pcap_input_open(FILE *in, struct pcap_input **ret, struct why *ret_why)
{
	char said[PCAP_ERRBUF_SIZE] = "";
	struct pcap_input *input = calloc(1, sizeof(*input));

	if (!input) {
		fclose(in);
		return why_fail(ret_why, -ENOMEM, "out of memory");
	}
	input->pcap =
		pcap_fopen_offline_with_tstamp_precision(in, PCAP_TSTAMP_PRECISION_NANO, said);
	if (!input->pcap) {
		fclose(in);
		free(input);
		explain(said, ret_why);
		return -EINVAL;
	}
	if (!find_link(pcap_datalink(input->pcap), &input->link, ret_why)) {
		pcap_input_close(input);
		return -EINVAL;
	}
	*ret = input;
	return 0;
}

/* Years that no capture is of could not be told in nanoseconds. */
static int64_t nanoseconds(const struct timeval *ts)
{
	int64_t seconds = ts->tv_sec, most = INT64_MAX / 1000000000 - 10;

	if (seconds > most)
		seconds = most;
	if (seconds < -most)
		seconds = -most;
	return seconds * 1000000000 + ts->tv_usec;
}

int pcap_input_next(struct pcap_input *input, struct pcap_frame *ret, struct why *ret_why)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int got = input->is_cut ? PCAP_ERROR_BREAK : pcap_next_ex(input->pcap, &header, &bytes);

	if (got == 1) {
		*ret = (struct pcap_frame){ .time_ns = nanoseconds(&header->ts),
					    .bytes = bytes,
					    .size = header->caplen,
					    .length = header->len };
		return 1;
	}
	if (got == PCAP_ERROR_BREAK)
		return 0;
	/* It wanted to read on, and nothing was there. */
	if (feof(pcap_file(input->pcap))) {
		input->is_cut = true;
		return 0;
	}
	explain(pcap_geterr(input->pcap), ret_why);
	return -EINVAL;
}

bool pcap_input_is_cut(const struct pcap_input *input)
{
	return input->is_cut;
}

void pcap_input_close(struct pcap_input *input)
{
	if (!input)
		return;
	pcap_close(input->pcap);
	free(input);
}
