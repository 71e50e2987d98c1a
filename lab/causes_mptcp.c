/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_mptcp.c - why Multipath TCP resets a subflow, or all */
#include "scenario.h"

CAUSE(mptcp_fastclose) = {
	.name = "mptcp-fastclose",
	.sentence = "MP_FASTCLOSE ended a Multipath TCP connection as a whole, and its subflows "
		    "were reset",
	.mechanism = "MP_FASTCLOSE, in a RST or an ACK, ends all subflows (RFC 8684, 3.5). The "
		     "receiver resets those that are left (mptcp_check_fastclose()).",
	.words = "multipath tcp mptcp fast close abort",
	.moments = "mid close restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look at the peer that sent MP_FASTCLOSE: its application aborted the "
		  "connection, all paths at once.",
	.settles = "`nstat -az MPTcpExtMPFastcloseRx` on the host that received it grows, and "
		   "the capture shows the option.",
};

CAUSE(mptcp_abort) = {
	.name = "mptcp-abort",
	.kind_of = "mptcp-fastclose",
	.sentence = "the application aborted a Multipath TCP connection, or closed it with "
		    "unread data",
	.mechanism = "Where TCP would send a RST, MPTCP sends a RST with MP_FASTCLOSE on each "
		     "subflow: mptcp_do_fastclose() (RFC 8684, 3.5, option R).",
	.words = "multipath tcp mptcp fast close unread data SO_LINGER AF_UNSPEC abort",
	.moments = "first-data mid close restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Read everything before close(), and leave SO_LINGER alone, as with TCP.",
	.settles = "`nstat -az MPTcpExtMPFastcloseTx` on the host that sent the RST grows; "
		   "TcpExtTCPAbortOnClose does not.",
};

CAUSE(mptcp_close_timeout) = {
	.name = "mptcp-close-timeout",
	.kind_of = "mptcp-fastclose",
	.sentence = "only one side closed a Multipath TCP connection, and its kernel gave up on "
		    "the rest after a minute",
	.mechanism = "After close(), the kernel waits 60 s (TCP_TIMEWAIT_LEN) for the peer's "
		     "DATA_FIN or its acknowledgement. Then mptcp_worker() ends all subflows: "
		     "mptcp_do_fastclose(). net.mptcp.close_timeout is a different timeout: it "
		     "applies to sockets that are still open.",
	.words = "multipath tcp mptcp close timeout one minute 60 seconds DATA_FIN never closes "
		 "leak of sockets orphan FIN-WAIT-2 CLOSE-WAIT",
	.moments = "close idle",
	.sender = "client server",
	.advice = "Have the peer close when it reads the end of the stream: it is in CLOSE-WAIT "
		  "all that time.",
	.settles = "In a capture: a DATA_FIN, and a minute later the RST with MP_FASTCLOSE from "
		   "the same host. `nstat -az MPTcpExtMPFastcloseTx` there grows, though the "
		   "application had closed long before.",
	.by_reading_only = true,
};

CAUSE(mptcp_subflow) = {
	.name = "mptcp-subflow",
	.sentence = "one path of a Multipath TCP connection ended; the connection continues over "
		    "others",
	.mechanism = "A single subflow is reset, and MP_TCPRST says why (RFC 8684, 3.6).",
	.words = "multipath tcp mptcp subflow path MP_TCPRST mobile wifi handover",
	.moments = "connect mid idle",
	.sender = "client server",
	.advice = "Nothing is lost while another path is left.",
	.settles = "`ss -M` still shows the connection. If the RST carries MP_TCPRST, it has the "
		   "reason, and `nstat -az MPTcpExtMPRstRx` on the host that was reset grows.",
};

CAUSE(mptcp_endpoint_port) = {
	.name = "mptcp-endpoint-port",
	.sentence = "the port belongs to a Multipath TCP endpoint, which accepts only further "
		    "subflows",
	.mechanism = "The path manager itself listens for an endpoint with a port. It resets "
		     "every connection without MP_JOIN, TCP or MPTCP: MPTCP_RST_EPROHIBIT "
		     "(subflow_reset_req_endp()).",
	.words = "multipath tcp mptcp ip mptcp endpoint port signal ADD_ADDR path manager mptcpd "
		 "listens but refused",
	.moments = "connect",
	.sender = "server",
	.often = SELDOM,
	.advice = "Connect to the port of the service. If the service needs that port, remove "
		  "the endpoint or give it another port (`ip mptcp endpoint`).",
	.settles = "`ip mptcp endpoint show` on the server lists that port, and `ss -tlnp 'sport "
		   "= :PORT'` shows a listener without a process. `nstat -az "
		   "MPTcpExtMPCapableEndpAttempt` there grows, and the RST carries MP_TCPRST "
		   "with reason 3.",
};

CAUSE(mptcp_join_refused) = {
	.name = "mptcp-join-refused",
	.kind_of = "mptcp-subflow",
	.sentence = "a further Multipath TCP subflow was refused: over the limit, with an "
		    "unknown token, or at a port that was not announced",
	.mechanism = "MP_JOIN is answered with a RST if the path manager allows no more "
		     "subflows, if no connection has the token, or if the port is neither the "
		     "connection's nor an announced one (RFC 8684, 3.2).",
	.words = "multipath tcp mptcp MP_JOIN subflow limits token restart ECMP balancer",
	.moments = "connect restart",
	.sender = "server client",
	.often = AT_TIMES,
	.advice = "To allow more: `ip mptcp limits set subflows N` on the server. Behind a load "
		  "balancer, MP_JOIN must reach the same server, at the same port.",
	.settles = "`nstat -az MPTcpExtMPJoinRejected MPTcpExtMPJoinNoTokenFound "
		   "MPTcpExtMismatchPortSynRx` on the server: the first grows for the limits, the "
		   "second for the token, the third for the port.",
};

CAUSE(mptcp_join_half_closed) = {
	.name = "mptcp-join-half-closed",
	.kind_of = "mptcp-join-refused",
	.sentence =
		"a further Multipath TCP subflow arrived after one side had closed the connection",
	.mechanism = "A connection that is no longer ESTABLISHED accepts no subflow: "
		     "mptcp_can_accept_new_subflow() refuses the third ACK of MP_JOIN as if a "
		     "limit were reached.",
	.words = "multipath tcp mptcp MP_JOIN handover mobile wifi shutdown half-closed DATA_FIN "
		 "limits",
	.moments = "connect close",
	.sender = "server client",
	.advice = "Open the second path early, or keep the application's side open until the "
		  "peer has confirmed the last data.",
	.settles = "`ss -M` on the host that refused shows the connection in FIN-WAIT or "
		   "CLOSE-WAIT, and `ip mptcp limits` would allow one more. The kernel's reason "
		   "and `nstat -az MPTcpExtMPJoinRejected` are the same as for a limit.",
};

CAUSE(mptcp_stripped) = {
	.name = "mptcp-stripped",
	.kind_of = "mptcp-subflow",
	.sentence = "a middlebox removed the Multipath TCP options from one path",
	.mechanism = "A subflow that lost its options cannot fall back while others exist, so it "
		     "is reset: MPTCP_RST_EMPTCP, MPTCP_RST_EMIDDLEBOX (RFC 8684, 3.2 and 3.7).",
	.words = "multipath tcp mptcp middlebox strips options firewall proxy subflow fallback",
	.moments = "connect mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Let the middlebox pass TCP option 30, or do not use that path (`ip mptcp "
		  "endpoint`).",
	.settles = "A capture at both ends: MP_JOIN or DSS leaves one end and does not reach the "
		   "other. If MP_TCPRST arrives, `nstat -az MPTcpExtMPRstRx` grows at its "
		   "receiver.",
};

CAUSE(mptcp_checksum) = {
	.name = "mptcp-checksum",
	.kind_of = "mptcp-subflow",
	.sentence = "a middlebox changed the data, and the Multipath TCP checksum failed",
	.mechanism = "With checksums on, a mismatch sends MP_FAIL and ends the subflow with the "
		     "reason MPTCP_RST_EMIDDLEBOX (RFC 8684, 3.7).",
	.words = "multipath tcp mptcp checksum corrupted data changed by a box ALG NAT helper "
		 "FTP SIP",
	.moments = "mid",
	.sender = "client server",
	.advice = "Find the middlebox that changes the payload on that path (an ALG, a proxy) "
		  "and turn that off.",
	.settles = "`nstat -az MPTcpExtDataCsumErr MPTcpExtMPFailTx` on the host that sent the "
		   "RST: both grow. TcpInCsumErrors does not.",
};
