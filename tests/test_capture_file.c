/* SPDX-License-Identifier: GPL-2.0-only */
/* Captures of anybody's, read packet by packet; and what is none, refused in one line. */
#include "capture_file.h"
#include "captures.h"
#include "folder.h"
#include "frames.h"
#include "pcap.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	FRAME_SIZE = 2048,
	MICRO = (int)0xa1b2c3d4,
	NANO = (int)0xa1b23c4d,
	MOST = 262144,
	SECOND = 1700000000
};

static struct capture_bytes made;

static const struct frame_spec rst = {
	.src = "10.0.0.1",
	.dst = "10.0.0.2",
	.sport = 50031,
	.dport = 8080,
	.flags = RST,
	.seq = 7,
};

static uint8_t frame[FRAME_SIZE];
static size_t frame_size;

static void clear(void)
{
	memset(&made, 0, sizeof(made));
	frame_size = frames_build(&rst, frame);
}

/* ---- What is read -------------------------------------------------------------------------------
 */

/* Reads all of "x": the packets, the last of them in @ret. */
static int read_all(const char *path, struct captured *ret, bool *ret_is_cut)
{
	struct capture_file *file;
	struct why why;
	int got, count = 0;

	if (capture_file_open(path, &file, &why) != 0)
		fail_msg("%s", why.text);
	while ((got = capture_file_next(file, ret, &why)) == 1)
		assert_int_equal(ret->frame, ++count);
	if (got < 0)
		fail_msg("%s", why.text);
	assert_int_equal(capture_file_next(file, ret, &why), 0);
	*ret_is_cut = capture_file_is_cut(file);
	ret->bytes = NULL;
	capture_file_close(file);
	return count;
}

static void check_rst(const struct captured *packet, int64_t time_ns)
{
	assert_int_equal(packet->time_ns, time_ns);
	assert_int_equal(packet->size, frame_size);
	assert_int_equal(packet->length, frame_size + 9);
	assert_int_equal(packet->packet.protocol, PROTO_TCP);
	assert_int_equal(packet->packet.flags, RST);
	assert_int_equal(packet->packet.seq, 7);
}

static void make(uint32_t magic, bool big_endian, int resolution)
{
	clear();
	made.big_endian = big_endian;
	if (magic) {
		captures_pcap(&made, magic, FILE_ETHERNET);
		for (uint32_t i = 0; i < 3; i++)
			captures_record(&made, SECOND, i, frame, frame_size, frame_size + 9);
		return;
	}
	uint64_t units = resolution == 9 ? 1000000000 : 1000000;
	captures_section(&made);
	captures_interface(&made, FILE_ETHERNET, MOST, (uint8_t)resolution);
	captures_block(&made, 5, "statistics of an interface", 26);
	for (uint32_t i = 0; i < 3; i++) {
		captures_packet(&made, 0, SECOND * units + i, frame, frame_size, frame_size + 9);
		captures_block(&made, 0xbad, "of an unknown kind", 18);
	}
}

static void test_forms(void **state)
{
	static const struct {
		uint32_t magic; /* 0: pcapng */
		bool big_endian;
		int resolution;
		int64_t unit_ns;
	} forms[] = {
		{ (uint32_t)MICRO, false, 0, 1000 },
		{ (uint32_t)MICRO, true, 0, 1000 },
		{ (uint32_t)NANO, false, 0, 1 },
		{ (uint32_t)NANO, true, 0, 1 },
		{ 0, false, 0, 1000 },
		{ 0, true, 0, 1000 },
		{ 0, false, 6, 1000 },
		{ 0, false, 9, 1 },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(forms) / sizeof(forms[0]); i++) {
		struct captured packet;
		bool is_cut;

		make(forms[i / 2].magic, forms[i / 2].big_endian, forms[i / 2].resolution);
		if (i % 2)
			captures_write_packed(&made, "x");
		else
			captures_write(&made, "x");
		assert_int_equal(read_all("x", &packet, &is_cut), 3);
		assert_false(is_cut);
		check_rst(&packet, (int64_t)SECOND * 1000000000 + 2 * forms[i / 2].unit_ns);
	}
}

/* Wherever it ends after its header, the packets before are read, and that it was cut is said. */
static void test_cut(void **state)
{
	static const uint32_t magics[] = { (uint32_t)MICRO, 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		make(magics[i], false, 0);

		struct capture_bytes whole = made;
		size_t record = magics[i] ? 16 + frame_size : 32 + (frame_size + 3) / 4 * 4;
		size_t head = magics[i] ? 24 : 28 + 20;

		for (made.size = head; made.size <= whole.size; made.size++) {
			struct captured packet;
			bool is_cut;

			captures_write(&made, "x");
			int count = read_all("x", &packet, &is_cut);
			if (magics[i]) {
				assert_int_equal(count, (made.size - head) / record);
				assert_int_equal(is_cut, (made.size - head) % record != 0);
			}
			if (made.size == whole.size)
				assert_int_equal(count, 3);
		}
		/* The gzip is cut, and not what is in it. */
		made.size = whole.size;
		captures_write_packed(&made, "x");
		struct stat status;
		struct captured packet;
		bool is_cut;
		assert_int_equal(stat("x", &status), 0);
		assert_int_equal(truncate("x", status.st_size - 4), 0);
		assert_int_equal(read_all("x", &packet, &is_cut), 3);
		assert_true(is_cut);
	}
}

/* By a pipe, where nothing can be sought. */
static void test_stream(void **state)
{
	struct captured packet;
	bool is_cut;
	int saved = dup(STDIN_FILENO), ends[2];
	char path[32];

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pipe(ends), 0);
		make((uint32_t)NANO, false, 0);
		assert_int_equal(write(ends[1], made.bytes, made.size), made.size);
		close(ends[1]);
		snprintf(path, sizeof(path), i ? "/dev/fd/%d" : "-", ends[0]);
		assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
		assert_int_equal(read_all(path, &packet, &is_cut), 3);
		check_rst(&packet, (int64_t)SECOND * 1000000000 + 2);
		assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* it stays the caller's */
		close(ends[0]);
	}
	dup2(saved, STDIN_FILENO);
	close(saved);
}

/* What the lab writes is read as it was. */
static void test_own(void **state)
{
	struct captured packet;
	struct pcap_file *file;
	bool is_cut;
	FILE *out = fopen("x", "w");

	(void)state;
	clear();
	assert_non_null(out);
	assert_int_equal(pcap_file_begin(out, &file), 0);
	for (int i = 0; i < 2; i++)
		pcap_file_add(file,
			      &(struct pcap_frame){ .time_ns = (int64_t)SECOND * 1000000000 + 7,
						    .bytes = frame,
						    .size = (uint32_t)frame_size,
						    .length = (uint32_t)frame_size + 9 });
	assert_int_equal(pcap_file_end(file), 0);
	fclose(out);
	assert_int_equal(read_all("x", &packet, &is_cut), 2);
	check_rst(&packet, (int64_t)SECOND * 1000000000 + 7);
	assert_false(is_cut);
}

/* What was kept may be less than what was sent, and times may be of any size. */
static void test_extremes(void **state)
{
	struct captured packet;
	bool is_cut;

	(void)state;
	clear();
	captures_section(&made);
	captures_interface(&made, FILE_ETHERNET, MOST, 0x80); /* units of a second */
	captures_packet(&made, 0, UINT64_MAX, frame, 0, 0);
	captures_packet(&made, 0, UINT64_MAX / 2, frame, 20, frame_size);
	captures_write(&made, "x");
	assert_int_equal(read_all("x", &packet, &is_cut), 2);
	assert_true(packet.time_ns > (int64_t)SECOND * 1000000000);
	assert_int_equal(packet.size, 20);
	assert_int_equal(packet.packet.protocol, PROTO_OTHER);
}

/* ---- What is refused ----------------------------------------------------------------------------
 */

static void check_refused(const char *path, const char *expected)
{
	struct capture_file *file = NULL;
	struct captured packet;
	struct why why = { "" };
	int err = capture_file_open(path, &file, &why);

	while (err == 0 && capture_file_next(file, &packet, &why) == 1)
		;
	capture_file_close(file);
	if (!strstr(why.text, expected) || !text_is_clean(why.text, false))
		fail_msg("'%s' is not in: %s", expected, why.text);
	if (strcmp(path, "-") != 0 && !strstr(why.text, path))
		fail_msg("no '%s' in: %s", path, why.text);
}

static void test_other_files(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *said;
	} files[] = {
		{ "", 0, "'x' is empty" },
		{ "{\"schema\": \"rstlab-ns/1\"}", 25, "it looks like JSON" },
		{ "\x7f"
		  "ELF",
		  4, "'x' is not a pcap or pcapng file: it begins with 7f 45 4c 46" },
		{ "\xd4\xc3", 2, "it begins with d4 c3" },
		{ "\xd4\xc3\xb2\xa1\2\0\4\0\0", 9, "'x': truncated" },
		{ "\x28\xb5\x2f\xfd....", 8, "compressed with zstd" },
		{ "\x1f\x8b\x08\0\0\0\0\0\0\3\7\7\7\7\7\7", 16, "'x': its gzip data is corrupt" },
		{ "snoop\0\0\0\0\0\0\2", 12, "snoop capture; convert it with editcap" },
		{ "line\x1b[31m", 8, "begins with 6c 69 6e 65" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		folder_write("x", files[i].bytes, files[i].size);
		check_refused("x", files[i].said);
	}
}

static void test_no_files(void **state)
{
	(void)state;
	check_refused("nowhere/x", "cannot open 'nowhere/x': No such file or directory");
	check_refused(".", "cannot open '.': Is a directory");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	check_refused("fifo", "cannot open 'fifo': it is a FIFO, not a regular file");

	int saved = dup(STDIN_FILENO);

	close(STDIN_FILENO);
	check_refused("-", "cannot open standard input: Bad file descriptor");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void test_link_types(void **state)
{
	(void)state;
	clear();
	captures_pcap(&made, (uint32_t)MICRO, FILE_80211);
	captures_write(&made, "x");
	check_refused("x", "'x': unsupported link type IEEE802_11 (105); supported are "
			   "Ethernet");
	clear();
	captures_section(&made);
	captures_interface(&made, FILE_ETHERNET, MOST, 0);
	captures_interface(&made, FILE_RAW, MOST, 0);
	captures_packet(&made, 0, 0, frame, frame_size, frame_size);
	captures_write(&made, "x");
	check_refused("x", "interfaces have different link types; extract one");
	clear();
	captures_section(&made);
	captures_interface(&made, FILE_ETHERNET, MOST, 0);
	captures_interface(&made, FILE_ETHERNET, 96, 0);
	captures_write(&made, "x");
	check_refused("x", "different snapshot lengths; convert it: editcap -F pcap");
}

/* What is damaged in its midst was read so far, and where is said. */
static void test_damaged(void **state)
{
	(void)state;
	make((uint32_t)MICRO, false, 0);
	memset(made.bytes + 24 + 16 + frame_size + 8, 0xff, 4);
	captures_write(&made, "x");
	check_refused("x", "'x': after packet 1: ");
	make(0, false, 0);
	made.bytes[made.size - 4] = 0;
	captures_write(&made, "x");
	check_refused("x", "'x': after packet 3: ");

	/* Far behind what is read at once. */
	size_t size;
	make((uint32_t)MICRO, false, 0);
	while (made.size < sizeof(made.bytes) - 2 * FRAME_SIZE)
		captures_record(&made, SECOND, 9, frame, FRAME_SIZE, FRAME_SIZE);
	captures_write_packed(&made, "x");
	char *packed = folder_read("x", &size);
	packed[size - 5] = (char)~packed[size - 5]; /* of its checksum */
	folder_write("x", packed, size);
	free(packed);
	check_refused("x", ": its gzip data is corrupt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),    cmocka_unit_test(test_cut),
		cmocka_unit_test(test_stream),   cmocka_unit_test(test_own),
		cmocka_unit_test(test_extremes), cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_no_files), cmocka_unit_test(test_link_types),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
