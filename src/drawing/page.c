/* SPDX-License-Identifier: GPL-2.0-only */
#include "page.h"

#include "xml.h"

/* Made of ladder.css, page.css and page.js at build time. */
extern const char page_css[], ladder_css[], page_js[];

void page_begin(FILE *out, const char *title)
{
	/* Were anything of a run's words taken for markup, it could still load and run nothing. */
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n<title>",
	      out);
	xml_print(out, title);
	fprintf(out, "</title>\n<style>\n%s%s</style>\n<body>\n<header>\n", ladder_css, page_css);
}

void page_main(FILE *out)
{
	fputs("</header>\n<main>\n", out);
}

void page_end(FILE *out)
{
	fprintf(out, "</main>\n<script>\n%s</script>\n</body>\n</html>\n", page_js);
}

void page_filter(FILE *out, const char *hint)
{
	fputs("<p id=\"filter\" hidden><label>Filter <input type=\"search\" id=\"words\" placeholder=\"",
	      out);
	xml_print(out, hint);
	fputs("\"></label> <output id=\"shown\" for=\"words\"></output></p>\n", out);
}

void page_element(FILE *out, const char *tag, const char *class, const char *text)
{
	fprintf(out, "<%s", tag);
	if (class)
		fprintf(out, " class=\"%s\"", class);
	fputc('>', out);
	xml_print(out, text);
	fprintf(out, "</%s>", tag);
}

const char *page_ladder_style(void)
{
	return ladder_css;
}
