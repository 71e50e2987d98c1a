/* SPDX-License-Identifier: GPL-2.0-only */
#include "folder.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DESCRIPTORS = 16 };

static char folder[] = "/tmp/rstlab-ns-test-XXXXXX";
static int before = -1;

int folder_enter(void **state)
{
	(void)state;
	before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (before < 0 || !mkdtemp(folder) || chmod(folder, 0777) < 0)
		return -1;
	return chdir(folder);
}

int folder_leave(void **state)
{
	(void)state;
	if (fchdir(before) < 0)
		return -1;
	close(before);
	folder_remove(folder);
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

char *folder_read(const char *path, size_t *ret_size)
{
	FILE *in = fopen(path, "r");
	struct stat status;

	if (!in)
		return NULL;
	if (fstat(fileno(in), &status) < 0)
		abort();
	size_t size = (size_t)status.st_size;
	char *text = calloc(1, size + 1);
	if (!text || fread(text, 1, size, in) != size)
		abort();
	fclose(in);
	if (ret_size)
		*ret_size = size;
	return text;
}

void folder_write(const char *path, const void *bytes, size_t size)
{
	FILE *out = fopen(path, "w");

	if (!out || fwrite(bytes, 1, size, out) != size || fclose(out) != 0)
		abort();
}

static void (*walker)(const char *path);

static int walk_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)ftw;
	if (type == FTW_F || type == FTW_SL)
		walker(path);
	return 0;
}

void folder_walk(const char *path, void (*each)(const char *path))
{
	walker = each;
	nftw(path, walk_one, DESCRIPTORS, FTW_PHYS);
}
