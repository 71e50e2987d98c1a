/* SPDX-License-Identifier: GPL-2.0-only */
#include "text_width.h"

#include "text.h"

#include <stdint.h>

enum { SIZE = 11, EM = 100 };

/* From ' ' to '~', in hundredths of the font's size: DejaVu Sans, which is wider than the other
 * fonts that a system has by itself. */
static const uint8_t width_of[] = {
	32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37,  32, 34, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64,
	58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64,  62, 74, 69, 99, 69,
	62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36,  64, 64, 28, 28, 58,
	28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60,  53, 64, 34, 64, 84,
};

int text_width(const char *text, bool is_bold)
{
	int width = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte >= ' ' && byte <= '~')
			width += width_of[byte - ' '];
		else if ((byte & 0xc0) != 0x80) /* the begin of a character */
			width += EM;
	}
	/* Bold letters are an eighth wider. */
	return (width * SIZE * (is_bold ? 9 : 8) + 8 * EM - 1) / (8 * EM);
}

const char *text_width_fit(const char *text, bool is_bold, int width, char buffer[LADDER_FIT])
{
	const char *fitted = text;

	for (int columns = text_columns(text); columns > 0 && text_width(fitted, is_bold) > width;)
		fitted = ladder_fit(text, --columns, buffer);
	return fitted;
}
