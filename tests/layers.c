/* SPDX-License-Identifier: GPL-2.0-only */
#include "layers.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ETHERNET_SIZE = 14, WORDS_MAX = 16, HEADER_MAX = 64 };

/* A packet as it grows outwards: it ends where its room ends. */
struct stack {
	uint8_t bytes[LAYERS_SIZE];
	size_t at;
	unsigned ethertype, protocol; /* by which the layer around it names it */
};

/*
 * A layer's header in hex. Of what is within it: TT TT its EtherType, PP its number in IP, QQ its
 * number in PPP, FF its family (BSD), GG
 * its type in VXLAN-GPE, LL LL its bytes; SS SS with this header, UU UU with UDP's.
 * NN and MM: the number behind the word's colon.
 */
struct layer {
	const char *word;
	const char *header;
	unsigned ethertype, protocol; /* what the layer around calls this one; 0: as its inside */
};

static const struct layer layers[] = {
	{ "eth", "020000000002 020000000001 TT TT", 0x6558, 143 },
	{ "cooked", "0000 0001 0006 020000000001 0000 TT TT", 0, 0 },
	{ "cooked2", "TT TT 0000 00000002 0001 00 06 020000000001 0000", 0, 0 },
	{ "loop", "000000 FF", 0, 0 },
	{ "null", "FF 000000", 0, 0 },
	{ "ppp", "QQ QQ", 0x880b, 0 },
	{ "hdlc", "ff03 QQ QQ", 0x880b, 0 },
	{ "cisco", "0f00 TT TT", 0, 0 },
	{ "netlink", "0004 0338 0000 0000000000000000 TT TT", 0, 0 },
	{ "ipx", "17 000000", 0, 0 },
	{ "ccp", "80fd", 0, 0 },
	{ "discovery", "11 09 0000 LL LL", 0x8864, 0 },
	{ "netlink2", "TT TT 0000 00000002 0338 00 06 0000000000000000", 0, 0 },
	{ "short", "QQ", 0, 0 },
	{ "pppoe", "11 00 002a LL LL", 0x8864, 0 },
	{ "vlan", "2005 TT TT", 0x8100, 0 },
	{ "qinq", "0064 TT TT", 0x88a8, 0 },
	{ "mpls", "00010040 00011140", 0x8847, 137 },
	{ "control", "00000000", 0, 0 },
	{ "ip4", "45 00 SS SS 0000 4000 40 PP 0000 c0000201 c0000202", 0x0800, IPPROTO_IPIP },
	{ "zero4", "45 00 0000 0000 4000 40 PP 0000 c0000201 c0000202", 0x0800, IPPROTO_IPIP },
	{ "first4", "45 00 SS SS 0007 2000 40 PP 0000 c0000201 c0000202", 0x0800, IPPROTO_IPIP },
	{ "later4", "45 00 SS SS 0007 0001 40 PP 0000 c0000201 c0000202", 0x0800, IPPROTO_IPIP },
	{ "ip6",
	  "60000000 LL LL PP 40 20010db8000000000000000000000001 20010db8000000000000000000000002",
	  0x86dd, IPPROTO_IPV6 },
	{ "zero6",
	  "60000000 0000 PP 40 20010db8000000000000000000000001 20010db8000000000000000000000002",
	  0x86dd, IPPROTO_IPV6 },
	{ "little6",
	  "60000000 000c PP 40 20010db8000000000000000000000001 20010db8000000000000000000000002",
	  0x86dd, IPPROTO_IPV6 },
	{ "teredo6",
	  "60000000 000c PP 40 2001000053aa064c0000000000000001 20010db8000000000000000000000002",
	  0x86dd, IPPROTO_IPV6 },
	{ "hop16", "PP 01 010c 000000000000000000000000", 0, 0x100 | IPPROTO_HOPOPTS },
	{ "hop", "PP 00 0104 00000000", 0, 0x100 | IPPROTO_HOPOPTS },
	{ "route", "PP 02 0000 00000000 20010db8000000000000000000000003", 0, IPPROTO_ROUTING },
	{ "options", "PP 00 0104 00000000", 0, IPPROTO_DSTOPTS },
	{ "ah", "PP 04 0000 00000001 00000001 000102030405060708090a0b", 0, IPPROTO_AH },
	{ "first", "PP 00 0001 00000007", 0, IPPROTO_FRAGMENT },
	{ "later", "PP 00 0008 00000007", 0, IPPROTO_FRAGMENT },
	{ "whole", "PP 00 0000 00000007", 0, IPPROTO_FRAGMENT },
	{ "gre", "0000 TT TT", 0, IPPROTO_GRE },
	{ "grekey", "2000 TT TT NN NN NN NN", 0, IPPROTO_GRE },
	{ "gresum", "b000 TT TT 0000 0000 NN NN NN NN 00000009", 0, IPPROTO_GRE },
	{ "pptp", "3081 TT TT 0000 NN NN 00000001 00000002", 0, IPPROTO_GRE },
	{ "gre7", "0007 TT TT", 0, IPPROTO_GRE },
	{ "span", "1000 88be 00000001 1000 0000 00000000", 0, IPPROTO_GRE },
	{ "span1", "0000 88be", 0, IPPROTO_GRE },
	{ "span3", "1000 22eb 00000001 2000 0000 00000000 00000000", 0, IPPROTO_GRE },
	{ "span3sub", "1000 22eb 00000001 2000 0000 00000000 00000001 0000000000000000", 0,
	  IPPROTO_GRE },
	{ "udp", "c350 NN NN UU UU 0000", 0, IPPROTO_UDP },
	{ "vxlan", "08000000 MM MM MM 00", 0, 0 },
	{ "novni", "00000000 MM MM MM 00", 0, 0 },
	{ "gpe", "0c0000 GG MM MM MM 00", 0, 0 },
	{ "geneve", "02 00 TT TT MM MM MM 00 0001000100000000", 0, 0 },
	{ "geneve1", "42 00 TT TT MM MM MM 00 0001000100000000", 0, 0 },
	{ "auth", "0001 02 03 6162 000102 0001020304050607 00", 0, 0 },
	{ "origin", "0000 c350 fdfdfdfe", 0, 0 },
};

static const struct layer *find(const char *word)
{
	size_t size = strcspn(word, ":");

	for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
		if (strlen(layers[i].word) == size && memcmp(layers[i].word, word, size) == 0)
			return &layers[i];
	fprintf(stderr, "layers: there is no '%s'\n", word);
	abort();
}

static unsigned ppp_number(unsigned ethertype)
{
	return ethertype == 0x0800 ? 0x0021 : ethertype == 0x86dd ? 0x0057 : 0x0281;
}

/* How many bytes @header takes. */
static size_t header_size(const char *header)
{
	size_t digits = 0;

	for (; *header; header++)
		digits += *header != ' ';
	return digits / 2;
}

static void add(struct stack *stack, const struct layer *layer, unsigned long number)
{
	size_t inside = LAYERS_SIZE - stack->at, size = header_size(layer->header);
	const struct {
		char letter;
		unsigned long value;
	} values[] = {
		{ 'T', stack->ethertype },
		{ 'P', stack->protocol },
		{ 'Q', ppp_number(stack->ethertype) },
		{ 'F', stack->ethertype == 0x0800 ? 2 : 30 },
		{ 'G', stack->ethertype == 0x0800   ? 1
		       : stack->ethertype == 0x86dd ? 2
						    : 3 },
		{ 'L', inside },
		{ 'S', inside + size },
		{ 'U', inside + 8 },
		{ 'N', number },
		{ 'M', number },
	};
	unsigned long left[sizeof(values) / sizeof(values[0])];
	const char *header = layer->header + strlen(layer->header);

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		left[i] = values[i].value;
	if (size > stack->at)
		abort();
	/* Backwards: the last byte of a number first. */
	while (header > layer->header) {
		header -= header[-1] == ' ' ? 1 : 2;
		if (*header == ' ')
			continue;
		size_t i = 0;
		while (i < sizeof(values) / sizeof(values[0]) &&
		       (header[0] != values[i].letter || header[1] != values[i].letter))
			i++;
		unsigned byte = 0;
		if (i < sizeof(values) / sizeof(values[0]) && header[0] != 'F') {
			byte = (unsigned)(left[i] & 0xff);
			left[i] >>= 8;
		} else if (header[0] == 'F') {
			byte = (unsigned)left[i];
		} else if (sscanf(header, "%2x", &byte) != 1) {
			abort();
		}
		stack->bytes[--stack->at] = (uint8_t)byte;
	}
	if (layer->ethertype)
		stack->ethertype = layer->ethertype;
	if (layer->protocol)
		stack->protocol = layer->protocol;
}

size_t layers_build(const char *words, const struct frame_spec *spec, uint8_t *ret)
{
	struct stack stack = { .at = LAYERS_SIZE };
	uint8_t frame[2048];
	size_t size = frames_build(spec, frame) - ETHERNET_SIZE;
	char copy[128], *word[WORDS_MAX];
	int count = 0;

	stack.at -= size;
	memcpy(stack.bytes + stack.at, frame + ETHERNET_SIZE, size);
	stack.ethertype = (unsigned)(frame[12] << 8 | frame[13]);
	stack.protocol = stack.ethertype == 0x0800 ? IPPROTO_IPIP : IPPROTO_IPV6;
	snprintf(copy, sizeof(copy), "%s", words);
	for (char *rest, *next = strtok_r(copy, " ", &rest); next;
	     next = strtok_r(NULL, " ", &rest))
		word[count++] = next;
	if (count > 0 && strcmp(word[count - 1], "tcp") == 0) {
		stack.at += stack.ethertype == 0x0800 ? 20 : 40;
		stack.protocol = IPPROTO_TCP;
		count--;
	}
	while (count-- > 0) {
		const char *colon = strchr(word[count], ':');
		add(&stack, find(word[count]), colon ? strtoul(colon + 1, NULL, 0) : 0);
	}
	memcpy(ret, stack.bytes + stack.at, LAYERS_SIZE - stack.at);
	return LAYERS_SIZE - stack.at;
}
