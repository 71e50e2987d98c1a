/* SPDX-License-Identifier: GPL-2.0-only */
#include "firewall.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

/* libnftables returns no errno; the kernel's word ends the first line of its message. */
static int error_of(const char *text)
{
	static const int kernel[] = { ENOENT, EOPNOTSUPP, EAFNOSUPPORT, EPROTONOSUPPORT };
	size_t end = strcspn(text, "\n");
	for (size_t i = 0; i < sizeof(kernel) / sizeof(*kernel); i++) {
		const char *word = strerror(kernel[i]);
		const char *at = strstr(text, word);
		if (at && at < text + end)
			return -EOPNOTSUPP;
	}
	const char *refused = strstr(text, strerror(EPERM));
	return refused && refused < text + end ? -EPERM : -EINVAL;
}

int firewall_run(const char *commands, char *why, size_t size)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft)
		return -ENOMEM;
	nft_ctx_buffer_error(nft);
	nft_ctx_buffer_output(nft);
	int error = 0;
	if (nft_run_cmd_from_buffer(nft, commands) != 0) {
		const char *text = nft_ctx_get_error_buffer(nft);
		snprintf(why, size, "%.*s", (int)strcspn(text, "\n"), text);
		error = error_of(text);
	}
	nft_ctx_free(nft);
	return error;
}
