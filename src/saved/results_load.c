/* SPDX-License-Identifier: GPL-2.0-only */
#include "results_load.h"

#include "capture_file.h"
#include "input_file.h"
#include "json_place.h"
#include "registry.h"
#include "results_schema.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct saved_run {
	struct json *json;
	struct run_facts facts; /* its words are the document's */
	struct tally tally;
	struct plan plan; /* without parts: none is known */
	int count;
	char name[4096];
};

/* Opens results.json, or that in the folder @path. @ret_name is what it is called. 0 or -errno. */
static int open_results(const char *path, char *ret_name, size_t size, FILE **ret)
{
	struct stat status;
	bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);

	if ((size_t)snprintf(ret_name, size, is_folder ? "%s/results.json" : "%s", path) >= size)
		return -ENAMETOOLONG;
	int fd = input_file_open(ret_name);
	if (fd < 0)
		return fd;
	*ret = fdopen(fd, "r");
	if (*ret)
		return 0;
	int error = -errno;
	close(fd);
	return error;
}

static int check_plan(const struct saved_run *run, struct why *ret_why)
{
	const struct reader reader = { .name = run->name, .why = ret_why };
	const struct place list = { .key = "plan" };
	const struct plan *plan = &run->plan;
	int shards = plan->shard.count;

	if (plan->shard.number > shards)
		return place_refuse(&reader, &(struct place){ .key = "shard" },
				    "%d is out of range 1..%d", plan->shard.number, shards);
	for (int i = 0; i < plan->count; i++) {
		const struct place element = { .up = &list, .index = (size_t)i };
		const struct place shard = { .up = &element, .key = "shard" };
		if (plan->part[i].shard > shards)
			return place_refuse(&reader, &shard, "%d is out of range 1..%d",
					    plan->part[i].shard, shards);
	}
	return 0;
}

/* The plan, if it has one: runs of old have none. */
static int read_plan(struct saved_run *run, struct why *ret_why)
{
	struct plan *plan = &run->plan;
	int count = json_count(run->json, "plan", ret_why);

	if (count <= 0)
		return count == -ENOENT ? 0 : count;
	int err = json_read(run->json, NULL, 0, NULL, plan_fields, plan, ret_why);
	if (err < 0)
		return err;
	plan->part = calloc((size_t)count, sizeof(*plan->part));
	if (!plan->part) {
		why_set(ret_why, "out of memory for '%s'", run->name);
		return -ENOMEM;
	}
	for (; plan->count < count && err == 0; plan->count++)
		err = json_read(run->json, "plan", plan->count, NULL, part_fields,
				&plan->part[plan->count], ret_why);
	return err ? err : check_plan(run, ret_why);
}

static int read_head(struct saved_run *run, struct why *ret_why)
{
	const char *schema;
	int err = json_read(run->json, NULL, 0, NULL, schema_field, &schema, ret_why);

	if (err == 0 && strcmp(schema, RESULTS_SCHEMA) != 0) {
		why_set(ret_why, "%s: schema is '%s'; this program reads '%s'", run->name, schema,
			RESULTS_SCHEMA);
		err = -EINVAL;
	}
	if (err == 0)
		err = json_read(run->json, NULL, 0, NULL, run_fields, &run->facts, ret_why);
	if (err == 0)
		err = read_plan(run, ret_why);
	if (err == 0)
		err = json_read(run->json, NULL, 0, NULL, ending_fields, &run->tally, ret_why);
	if (err == 0)
		err = run->count = json_count(run->json, "results", ret_why);
	return err < 0 ? err : 0;
}

/* What it is, if that is known; @in has been read. */
static void say_what_it_is(FILE *in, const char *name, struct why *ret_why)
{
	char head[4];
	size_t size = fseek(in, 0, SEEK_SET) == 0 ? fread(head, 1, sizeof(head), in) : 0;

	if (size == sizeof(head) && capture_file_begins(head, sizeof(head)))
		why_set(ret_why, "'%s' is a capture, not a results.json; use rstlab-ns explain",
			name);
	else if (size > 0 && !strchr(" \t\r\n{[", head[0]))
		why_set(ret_why, "'%s' is no results.json of --out: it is not JSON", name);
}

int saved_open(const char *path, struct saved_run **ret, struct why *ret_why)
{
	struct saved_run *run = calloc(1, sizeof(*run));
	FILE *in = NULL;
	int err = -ENOMEM;

	why_set(ret_why, "out of memory for '%s'", path);
	if (!run)
		return err;
	err = open_results(path, run->name, sizeof(run->name), &in);
	if (err) {
		why_set(ret_why, "cannot open '%s': %s", run->name, input_file_error(err));
		goto out;
	}
	err = json_parse(in, run->name, &run->json, ret_why);
	if (err == 0)
		err = read_head(run, ret_why);
	else if (err == -EINVAL)
		say_what_it_is(in, run->name, ret_why);
out:
	if (in)
		fclose(in);
	if (err == 0)
		*ret = run;
	else
		saved_close(run);
	return err;
}

void saved_close(struct saved_run *run)
{
	if (!run)
		return;
	json_free(run->json);
	plan_free(&run->plan);
	free(run);
}

const char *saved_name(const struct saved_run *run)
{
	return run->name;
}

int saved_count(const struct saved_run *run)
{
	return run->count;
}

const char *saved_version(const struct saved_run *run)
{
	return run->facts.version;
}

const char *saved_kernel(const struct saved_run *run)
{
	return run->facts.kernel;
}

const char *saved_machine(const struct saved_run *run)
{
	return run->facts.machine;
}

const char *saved_command_line(const struct saved_run *run)
{
	return run->facts.command_line;
}

int64_t saved_time_ns(const struct saved_run *run)
{
	return run->facts.time_ns;
}

double saved_duration_ms(const struct saved_run *run)
{
	return run->tally.duration_ms;
}

const struct plan *saved_plan(const struct saved_run *run)
{
	return run->plan.count > 0 ? &run->plan : NULL;
}

bool saved_complete(const struct saved_run *run)
{
	return run->tally.complete;
}

/* Captures are called by these: none may lead elsewhere. */
static int check_names(const struct evidence *ev, const struct reader *reader,
		       const struct place *place)
{
	const struct place hosts = { .up = place, .key = "hosts" };
	const struct place ends = { .up = place, .key = "ends" };

	for (int i = 0; i < ev->host_count; i++) {
		const struct place element = { .up = &hosts, .index = (size_t)i };
		const struct place name = { .up = &element, .key = "name" };
		if (strchr(ev->host[i].name, '/'))
			return place_refuse(reader, &name, "'%s' contains a '/'", ev->host[i].name);
	}
	for (int i = 0; i < ev->end_count; i++) {
		const struct place element = { .up = &ends, .index = (size_t)i };
		const struct place name = { .up = &element, .key = "ifname" };
		if (strchr(ev->end[i].ifname, '/'))
			return place_refuse(reader, &name, "'%s' contains a '/'",
					    ev->end[i].ifname);
	}
	return 0;
}

/* What the types and ranges of the keys alone do not say. */
static int check_evidence(const struct evidence *ev, const struct reader *reader,
			  const struct place *place)
{
	const struct place packets = { .up = place, .key = "packets" };
	const struct place events = { .up = place, .key = "events" };

	int err = check_names(ev, reader, place);

	if (err)
		return err;
	if (ev->end_count % 2 != 0)
		return place_refuse(reader, &(struct place){ .up = place, .key = "ends" },
				    "%d elements; link ends come in pairs", ev->end_count);
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *packet = &ev->packet[i];
		const struct place element = { .up = &packets, .index = (size_t)i };
		if (packet->frame + packet->caplen > ev->frame_bytes)
			return place_refuse(reader, &element,
					    "its %u bytes at %u are outside 0..%u of frames",
					    packet->caplen, packet->frame, ev->frame_bytes);
	}
	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		const struct place element = { .up = &events, .index = (size_t)i };
		const struct place ret = { .up = &element, .key = "ret" };
		if (event->kind == EVENT_LOOK && (event->ret < 0 || event->ret >= ev->look_count))
			return place_refuse(reader, &ret, "%lld is out of range 0..%d",
					    (long long)event->ret, ev->look_count - 1);
	}
	return 0;
}

/* Which packets came in a hold, their times tell: all that was under way had arrived when it began,
 * and when it ended. */
static void mark_held(struct evidence *ev)
{
	for (int i = 0; i < ev->packet_count; i++)
		for (int k = 0; k < ev->hold_count; k++)
			if (ev->packet[i].time_ns >= ev->hold[k].begin_ns &&
			    ev->packet[i].time_ns <= ev->hold[k].end_ns)
				ev->packet[i].hold = (uint8_t)(k + 1);
}

int saved_evidence(const struct saved_run *run, int index, struct evidence *ret, int *ret_iteration,
		   double *ret_duration_ms, struct why *ret_why)
{
	const struct reader reader = { .name = run->name, .why = ret_why };
	const struct place results = { .key = "results" };
	const struct place element = { .up = &results, .index = (size_t)index };
	const struct place evidence = { .up = &element, .key = "evidence" };
	struct result_head head = { 0 };
	int err = json_read(run->json, "results", index, NULL, saved_fields, &head, ret_why);

	if (err < 0)
		return err;
	memset(ret, 0, sizeof(*ret));
	err = json_read(run->json, "results", index, "evidence", evidence_fields, ret, ret_why);
	if (err == 0)
		err = check_evidence(ret, &reader, &evidence);
	if (err < 0)
		return err;
	mark_held(ret);
	*ret_iteration = head.iteration;
	*ret_duration_ms = head.duration_ms;
	return 0;
}

int saved_known(const struct saved_run *run, int index, const struct evidence *ev,
		struct why *ret_why)
{
	return registry_scenario(ev->scenario)
		       ? 0
		       : why_fail(ret_why, -EINVAL,
				  "%s: results[%d]: this version has no scenario '%s'", run->name,
				  index, ev->scenario);
}

int saved_result(const struct saved_run *run, int index, const char *as_kernel, struct evidence *ev,
		 struct result **ret, struct why *ret_why)
{
	int iteration;
	double duration_ms;
	int err = saved_evidence(run, index, ev, &iteration, &duration_ms, ret_why);

	if (err == 0)
		err = saved_known(run, index, ev, ret_why);
	if (err < 0)
		return err;
	*ret = result_make_as(registry_scenario(ev->scenario), ev, as_kernel, iteration,
			      duration_ms);
	return *ret ? 0 : why_fail(ret_why, -ENOMEM, "out of memory");
}
