/* SPDX-License-Identifier: GPL-2.0-only */
/* live_word.h - what the kernel's word on a RST means, beside the state of its socket. Pure. */
#ifndef RSTLAB_LIVE_WORD_H
#define RSTLAB_LIVE_WORD_H

#include "heard.h"

/* Did a listener send the RST in the name of another address or port? It does when it was handed
 * traffic for another one (TPROXY, REDIRECT). @word and @packet are of this RST; either may be
 * NULL. */
bool live_in_anothers_name(const struct heard_word *word, const struct heard_packet *packet);

/* Where the listener that sent the RST of @word listens. */
const struct endpoint *live_listener(const struct heard_word *word);

/* Did SOCK_DESTROY (ss -K), or BPF, end the connection? */
enum live_destroyed { DESTROYED_MAYBE, DESTROYED_YES, DESTROYED_NO };

enum live_destroyed live_destroyed(const struct heard_word *word);

#endif
