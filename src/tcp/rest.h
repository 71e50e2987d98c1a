/* SPDX-License-Identifier: GPL-2.0-only */
/* rest.h - what is left of a packet while it is read, header by header. Pure. */
#ifndef RSTLAB_REST_H
#define RSTLAB_REST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* @size captured bytes at @at of the frame; of @length on the wire, or by the header around it. */
struct rest {
	const uint8_t *frame;
	size_t at, size, length;
};

static inline uint16_t get16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t get32(const uint8_t *bytes)
{
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

static inline const uint8_t *rest_bytes(const struct rest *rest)
{
	return rest->frame + rest->at;
}

static inline bool rest_has(const struct rest *rest, size_t bytes)
{
	return rest->size >= bytes && rest->length >= bytes;
}

/* Passes over @bytes, which it has. */
static inline void rest_pass(struct rest *rest, size_t bytes)
{
	rest->at += bytes;
	rest->size -= bytes;
	rest->length -= bytes;
}

#endif
