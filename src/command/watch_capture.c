/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_capture.h"

#include "atomic_file.h"
#include "pcapng.h"
#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* Packets kept until their RSTs are told. If more come, the oldest is written as it is. */
enum { KEPT = 1 << 13, COMMENT_SIZE = 320, INTERFACES = 256, COOKED = 20 };

struct kept {
	struct heard_packet packet;
	char comment[COMMENT_SIZE]; /* "": none */
};

struct watch_capture {
	struct atomic_file file;
	const char *path;
	int interfaces;
	char name[INTERFACES][IFNAME_SIZE];
	uint64_t first, last; /* last is the next */
	struct kept kept[KEPT];
};

int watch_capture_open(const char *path, struct watch_capture **ret, struct why *ret_why)
{
	struct watch_capture *capture = calloc(1, sizeof(*capture));
	int err = capture ? atomic_file_open(AT_FDCWD, path, &capture->file) : -ENOMEM;

	if (err < 0) {
		free(capture);
		return why_fail(ret_why, err, "cannot write '%s': %s", path,
				atomic_file_error(err));
	}
	capture->path = path;
	pcapng_begin(capture->file.file,
		     &(struct pcapng_section){
			     .program = "rstlab-ns " RSTLAB_VERSION,
			     .comment = "Segments with SYN, FIN or RST, from the IP header on. "
					"The comment on a RST is what rstlab-ns watch said about "
					"it.",
		     });
	*ret = capture;
	return 0;
}

/* The number of the interface; a new one is added. Those without room share the last. */
static uint32_t interface_of(struct watch_capture *capture, const char *name)
{
	int at = 0;

	while (at < capture->interfaces && strcmp(capture->name[at], name) != 0)
		at++;
	if (at == INTERFACES)
		return INTERFACES - 1;
	if (at == capture->interfaces) {
		text_set(capture->name[capture->interfaces++], IFNAME_SIZE, "%s", name);
		pcapng_interface(capture->file.file, name, PCAPNG_COOKED, COOKED + HEARD_BYTES);
	}
	return (uint32_t)at;
}

/* Before the IP header: EtherType, interface, link type (Ethernet) and direction. Link-layer
 * addresses are not known. */
static void put_cooked(uint8_t *ret, uint32_t interface, const struct heard_packet *packet)
{
	enum { TO_US = 0, OUTGOING = 4, ARPHRD_ETHER = 1 };
	bool is_ipv6 = packet->size && packet->bytes[0] >> 4 == 6;
	uint16_t type = htons(is_ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
	uint32_t index = htonl(interface + 1);

	memset(ret, 0, COOKED);
	memcpy(ret, &type, sizeof(type));
	memcpy(ret + 4, &index, sizeof(index));
	ret[9] = ARPHRD_ETHER;
	ret[10] = packet->leaves ? OUTGOING : TO_US;
}

static void write_oldest(struct watch_capture *capture)
{
	const struct kept *kept = &capture->kept[capture->first++ % KEPT];
	const struct heard_packet *packet = &kept->packet;
	const char *comment = kept->comment;
	uint8_t bytes[COOKED + HEARD_BYTES];
	uint32_t interface = interface_of(capture, packet->ifname);

	put_cooked(bytes, interface, packet);
	memcpy(bytes + COOKED, packet->bytes, packet->size);
	pcapng_packet(capture->file.file, &(struct pcapng_packet){
						  .interface = interface,
						  .time_ns = packet->time_ns,
						  .bytes = bytes,
						  .size = COOKED + packet->size,
						  .length = COOKED + packet->length,
						  .way = packet->leaves ? PCAPNG_OUT : PCAPNG_IN,
						  .comment = &comment,
						  .comments = *comment != '\0',
					  });
}

/* The same RST, maybe seen at another place: it gets the comment too. */
static bool is_it(const struct heard_packet *one, const struct heard_packet *other)
{
	return one->packet.flags & RST && one->packet.seq == other->packet.seq &&
	       endpoint_equal(&one->packet.src, &other->packet.src) &&
	       endpoint_equal(&one->packet.dst, &other->packet.dst);
}

void watch_capture_add(struct watch_capture *capture, const struct heard_packet *packet)
{
	if (capture->last - capture->first == KEPT)
		write_oldest(capture);
	struct kept *kept = &capture->kept[capture->last++ % KEPT];
	kept->packet = *packet;
	kept->comment[0] = '\0';
	/* It may have been told already, from an earlier sighting. */
	for (uint64_t i = capture->first; i + 1 < capture->last && packet->packet.flags & RST; i++)
		if (is_it(&capture->kept[i % KEPT].packet, packet))
			memcpy(kept->comment, capture->kept[i % KEPT].comment, COMMENT_SIZE);
}

void watch_capture_tell(struct watch_capture *capture, const struct live_reset *reset,
			const char *comment)
{
	for (uint64_t i = capture->first; i < capture->last && reset->packet; i++)
		if (is_it(&capture->kept[i % KEPT].packet, reset->packet))
			text_set(capture->kept[i % KEPT].comment, COMMENT_SIZE, "%s", comment);
}

void watch_capture_settle(struct watch_capture *capture, int64_t until_ns)
{
	while (capture->first < capture->last &&
	       capture->kept[capture->first % KEPT].packet.time_ns < until_ns)
		write_oldest(capture);
}

int watch_capture_close(struct watch_capture *capture, bool whole, struct why *ret_why)
{
	int err = 0;

	if (!capture)
		return 0;
	watch_capture_settle(capture, INT64_MAX);
	if (whole)
		err = atomic_file_commit(&capture->file);
	else
		atomic_file_abandon(&capture->file);
	if (err < 0)
		why_set(ret_why, "cannot write '%s': %s", capture->path, atomic_file_error(err));
	free(capture);
	return err;
}
