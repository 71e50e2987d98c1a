/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * diagnosis.h - from a RST in a capture to its causes, and how sure each is. Pure.
 *
 *   certain      the lab has shown this very situation, by one cause alone; the handshake was seen,
 *                nothing is missing or unknown, and the sender's SYN is as Linux makes it
 *   likely       one cause is known for what was seen, but something that could tell against it
 *                was not seen; or it was made on the way, and this is what does so there
 *   possible     one of several that these packets cannot tell apart
 *   unknowable   what decides is not in the capture
 */
#ifndef RSTLAB_DIAGNOSIS_H
#define RSTLAB_DIAGNOSIS_H

#include "apart.h"
#include "conversations.h"
#include "crossing.h"
#include "lessons.h"
#include "stack.h"

enum confidence { CERTAIN, LIKELY, POSSIBLE, UNKNOWABLE, CONFIDENCES };
extern const char *const confidence_name[CONFIDENCES];

enum { CANDIDATES_MAX = 40, REMARKS_MAX = 12, REMARK_SIZE = 320, REMARK_FRAMES = 4 };

struct candidate {
	const char *cause;    /* its name; a string that stays as long as the lessons do */
	const char *scenario; /* that shows it; NULL: known by reading only */
	enum confidence confidence;
	bool is_generic;     /* it may be anywhere: beside it nothing is certain; others are no less
				likely */
	bool is_first;       /* of those that are as sure, it is named before others */
	int weight;          /* per mille: of the situations that it was seen in, those that may be
				this one; 0: not asked */
	const char *because; /* the sign that speaks for it; a string that stays, or NULL */
	const char *doubt;   /* why it is not more than possible; likewise */
	uint32_t rests_on;   /* of the evidence: bits, see rests_tell() */
};

/* Of which situations a piece of evidence speaks: their values of each feature, bits; 0: any. All
 * 0: it tells nothing that a situation has. */
struct tells {
	uint16_t values[FEATURES];
};

struct diagnosis {
	const struct rst *rst;
	struct situation situation;
	enum stack stack; /* of the sender */
	const char *stack_why;
	enum crossing crossing;
	int client;       /* the side that opened the connection */
	bool client_sure; /* by its SYN; else by the ports */
	bool is_known;    /* the lab has shown this situation */
	bool is_imitable; /* others, which it does not name, can send the same packet */
	bool is_harmless; /* both sides had ended by FIN */
	uint64_t dropped; /* features that had to be left out until something the lab has shown
			     fits: bits */
	int count;
	struct candidate candidate[CANDIDATES_MAX]; /* the most probable first */
	struct apart apart;                         /* how those candidates are told apart */
	int evidence_count, blind_count;
	char evidence[REMARKS_MAX][REMARK_SIZE];             /* what speaks, with frames */
	uint64_t evidence_frame[REMARKS_MAX][REMARK_FRAMES]; /* that each speaks of; 0: no more */
	struct tells evidence_tells[REMARKS_MAX];            /* of the situation */
	char blind[REMARKS_MAX][REMARK_SIZE]; /* what the packets cannot tell, and why */
};

/* Of RST @nth of @conversation. */
void diagnosis_make(const struct lessons *lessons, const struct conversation *conversation, int nth,
		    struct diagnosis *ret);

#endif
