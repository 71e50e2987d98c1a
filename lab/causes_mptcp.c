/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_mptcp.c - why Multipath TCP resets a subflow, or all */
#include "scenario.h"

CAUSE(mptcp_fastclose) = {
	.name = "mptcp-fastclose",
	.sentence = "a Multipath TCP connection was ended as a whole, by MP_FASTCLOSE, and its "
		    "subflows were reset",
	.mechanism = "MP_FASTCLOSE, in a RST or an ACK, ends all subflows (RFC 8684, 3.5); who "
		     "receives it resets those that are left (mptcp_check_fastclose()).",
	.words = "multipath tcp mptcp fast close abort",
	.moments = "mid close restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Ask the peer that sent MP_FASTCLOSE: its application aborted the connection, "
		  "all paths at once.",
	.settles = "`nstat -az MPTcpExtMPFastcloseRx` on the host that received it grows; the "
		   "option is in the capture.",
};

CAUSE(mptcp_abort) = {
	.name = "mptcp-abort",
	.kind_of = "mptcp-fastclose",
	.sentence = "the application aborted a Multipath TCP connection, or closed it with "
		    "unread data",
	.mechanism = "What would be a RST of TCP is a RST with MP_FASTCLOSE on each subflow: "
		     "mptcp_do_fastclose() (RFC 8684, 3.5, option R).",
	.words = "multipath tcp mptcp fast close unread data SO_LINGER AF_UNSPEC abort",
	.moments = "first-data mid close restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Read all before close(), and leave SO_LINGER alone, as with TCP.",
	.settles = "`nstat -az MPTcpExtMPFastcloseTx` on the host that sent it grows, and "
		   "TcpExtTCPAbortOnClose does not.",
};

CAUSE(mptcp_close_timeout) = {
	.name = "mptcp-close-timeout",
	.kind_of = "mptcp-fastclose",
	.sentence = "a Multipath TCP connection had been closed on one side only, and its kernel "
		    "gave the rest up after a minute",
	.mechanism = "What close() has left waits 60 s (TCP_TIMEWAIT_LEN) for the peer's DATA_FIN "
		     "or its acknowledgement; then mptcp_worker() ends all subflows: "
		     "mptcp_do_fastclose(). net.mptcp.close_timeout is not that time: it is for "
		     "sockets still open.",
	.words = "multipath tcp mptcp close timeout one minute 60 seconds DATA_FIN never closes "
		 "leak of sockets orphan FIN-WAIT-2 CLOSE-WAIT",
	.moments = "close idle",
	.sender = "client server",
	.advice = "Have the peer close when it has read the end of the stream: it is in "
		  "CLOSE-WAIT all that time.",
	.settles = "A capture: the DATA_FIN of who sent it, and a minute later the RST with "
		   "MP_FASTCLOSE. `nstat -az MPTcpExtMPFastcloseTx` there grows, though the "
		   "application had closed before.",
	.by_reading_only = true,
};

CAUSE(mptcp_subflow) = {
	.name = "mptcp-subflow",
	.sentence = "one path of a Multipath TCP connection was ended; the connection lives on "
		    "by others",
	.mechanism = "A subflow is reset by itself, and MP_TCPRST says why (RFC 8684, 3.6).",
	.words = "multipath tcp mptcp subflow path MP_TCPRST mobile wifi handover",
	.moments = "connect mid idle",
	.sender = "client server",
	.advice = "Nothing is lost while another path is left.",
	.settles = "`ss -M` still shows the connection. Where the RST bears MP_TCPRST, it has the "
		   "reason, and `nstat -az MPTcpExtMPRstRx` on the host that was reset grows.",
};

CAUSE(mptcp_endpoint_port) = {
	.name = "mptcp-endpoint-port",
	.sentence = "the port was an endpoint's of Multipath TCP, where only further subflows are "
		    "let in",
	.mechanism = "For an endpoint with a port the path manager itself listens. Whoever comes "
		     "there without MP_JOIN, by TCP or by MPTCP, is reset: MPTCP_RST_EPROHIBIT "
		     "(subflow_reset_req_endp()).",
	.words = "multipath tcp mptcp ip mptcp endpoint port signal ADD_ADDR path manager mptcpd "
		 "listens but refused",
	.moments = "connect",
	.sender = "server",
	.often = SELDOM,
	.advice = "Connect to the port of the service. If the service is to have that port, take "
		  "the endpoint away, or give it another (`ip mptcp endpoint`).",
	.settles = "`ip mptcp endpoint show` on the server has that port, and `ss -tlnp 'sport = "
		   ":PORT'` a listener of no process. `nstat -az MPTcpExtMPCapableEndpAttempt` "
		   "there grows, and the RST bears MP_TCPRST with the reason 3.",
};

CAUSE(mptcp_join_refused) = {
	.name = "mptcp-join-refused",
	.kind_of = "mptcp-subflow",
	.sentence = "a further subflow of Multipath TCP was refused: by limits, for an unknown "
		    "token, or at a port that was not announced",
	.mechanism = "MP_JOIN is answered by RST where the path manager allows no more, where "
		     "nobody knows the token, or where the port is neither the connection's nor an "
		     "announced one (RFC 8684, 3.2).",
	.words = "multipath tcp mptcp MP_JOIN subflow limits token restart ECMP balancer",
	.moments = "connect restart",
	.sender = "server client",
	.often = AT_TIMES,
	.advice = "`ip mptcp limits set subflows N` on the server, if it shall take more. With a "
		  "balancer before it, MP_JOIN must reach the same server, at the same port.",
	.settles = "`nstat -az MPTcpExtMPJoinRejected MPTcpExtMPJoinNoTokenFound "
		   "MPTcpExtMismatchPortSynRx` on the server: the first grows for the limits, the "
		   "second for the token, the third for the port.",
};

CAUSE(mptcp_join_half_closed) = {
	.name = "mptcp-join-half-closed",
	.kind_of = "mptcp-join-refused",
	.sentence =
		"a further subflow of Multipath TCP came when its connection had been closed on "
		"one side",
	.mechanism = "A connection that is no longer ESTABLISHED takes no subflow: "
		     "mptcp_can_accept_new_subflow() refuses the third ACK of MP_JOIN as if for a "
		     "limit.",
	.words = "multipath tcp mptcp MP_JOIN handover mobile wifi shutdown half-closed DATA_FIN "
		 "limits",
	.moments = "connect close",
	.sender = "server client",
	.advice = "Open the second path early, or have the application keep its side open until "
		  "the peer has confirmed the last of the data.",
	.settles = "`ss -M` on the host that refused: the connection is in FIN-WAIT or "
		   "CLOSE-WAIT, and `ip mptcp limits` would allow one more. The kernel's reason "
		   "and `nstat -az MPTcpExtMPJoinRejected` are those of a limit.",
};

CAUSE(mptcp_stripped) = {
	.name = "mptcp-stripped",
	.kind_of = "mptcp-subflow",
	.sentence = "a box on the way removed the options of Multipath TCP from one path",
	.mechanism = "A subflow that lost them cannot fall back while there are others, so it is "
		     "reset: MPTCP_RST_EMPTCP, MPTCP_RST_EMIDDLEBOX (RFC 8684, 3.2 and 3.7).",
	.words = "multipath tcp mptcp middlebox strips options firewall proxy subflow fallback",
	.moments = "connect mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Let the box pass TCP option 30, or leave that path out (`ip mptcp endpoint`).",
	.settles = "A capture at both ends: MP_JOIN or DSS leaves one and does not reach the "
		   "other. Where MP_TCPRST comes, `nstat -az MPTcpExtMPRstRx` grows at its "
		   "receiver.",
};

CAUSE(mptcp_checksum) = {
	.name = "mptcp-checksum",
	.kind_of = "mptcp-subflow",
	.sentence = "data were changed on the way, and failed the checksum of Multipath TCP",
	.mechanism = "With checksums on, a mismatch sends MP_FAIL and ends the subflow (RFC "
		     "8684, 3.7), the reason MPTCP_RST_EMIDDLEBOX.",
	.words = "multipath tcp mptcp checksum corrupted data changed by a box ALG NAT helper "
		 "FTP SIP",
	.moments = "mid",
	.sender = "client server",
	.advice = "Find the box that changes payload on that path (an ALG, a proxy) and have it "
		  "stop.",
	.settles = "`nstat -az MPTcpExtDataCsumErr MPTcpExtMPFailTx` on the host that sent it "
		   "grow, and TcpInCsumErrors does not.",
};
