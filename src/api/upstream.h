/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * upstream.h - a departure of Linux from an RFC, as one reports it to the kernel's developers. Part
 * of scenario.h: it belongs to scenario.known_issue, which tells what happens. The name of the
 * scenario is its name.
 */
#ifndef RSTLAB_UPSTREAM_H
#define RSTLAB_UPSTREAM_H

/* Each text is prose, of which an empty line parts paragraphs; but for the script. */
struct upstream {
	const char *list;     /* where to; NULL: UPSTREAM_LIST */
	const char *subject;  /* "tcp: a RST at RCV.NXT+RCV.WND is answered" */
	const char *wants;    /* what the RFC wants instead, and its clause */
	const char *since;    /* which kernels were tried, and what each did */
	const char *function; /* where in the kernel it comes from; what may mend it */

	/* What packetdrill plays: it passes where the kernel departs, says in comments what was to
	 * come instead, and fails where the kernel is mended. Lines of up to UPSTREAM_WIDTH. NULL:
	 * there is none, and @no_script says why. */
	const char *script;
	const char *script_options; /* of packetdrill: "--remote_ip=192.168.255.255"; NULL: none */
	const char *no_script;
};

#define UPSTREAM_LIST "netdev@vger.kernel.org"
enum { UPSTREAM_WIDTH = 72 }; /* of a line in a mail */

#endif
