/* SPDX-License-Identifier: GPL-2.0-only */
#include "registry.h"

#include <string.h>

/* The linker makes these where a section's name is a C identifier. Weak: a test may have none. */
extern const struct scenario *const __start_scenario_registry[] __attribute__((weak));
extern const struct scenario *const __stop_scenario_registry[] __attribute__((weak));
extern const struct scenario *const __start_drill_registry[] __attribute__((weak));
extern const struct scenario *const __stop_drill_registry[] __attribute__((weak));
extern const struct scenario *const __start_matrix_registry[] __attribute__((weak));
extern const struct scenario *const __stop_matrix_registry[] __attribute__((weak));
extern const struct topology *const __start_topology_registry[] __attribute__((weak));
extern const struct topology *const __stop_topology_registry[] __attribute__((weak));
extern const struct cause *const __start_cause_registry[] __attribute__((weak));
extern const struct cause *const __stop_cause_registry[] __attribute__((weak));

extern const struct source __start_source_registry[] __attribute__((weak));
extern const struct source __stop_source_registry[] __attribute__((weak));
extern const struct term lab_folders[] __attribute__((weak));
extern const struct term lab_tags[] __attribute__((weak));
extern const struct symptom lab_symptoms[] __attribute__((weak));
extern const struct symptom lab_silences[] __attribute__((weak));
extern const struct homonym lab_homonyms[] __attribute__((weak));
extern const struct matrix_row matrix_states[] __attribute__((weak));
extern const struct matrix_row matrix_segments[] __attribute__((weak));
extern const struct matrix_row matrix_calls[] __attribute__((weak));
extern const struct matrix_row matrix_timers[] __attribute__((weak));

static const struct term no_terms[] = { { 0 } };
static const struct homonym no_homonyms[] = { { 0 } };
static const struct matrix_row no_rows[] = { { 0 } };

/* The one of that name in a section; NULL: there is none. */
static const struct scenario *find(const struct scenario *const *start,
				   const struct scenario *const *stop, const char *name)
{
	for (const struct scenario *const *s = start; s < stop; s++)
		if (strcmp((*s)->name, name) == 0)
			return *s;
	return NULL;
}

const struct scenario *const *registry_scenarios(int *ret_count)
{
	*ret_count = (int)(__stop_scenario_registry - __start_scenario_registry);
	return __start_scenario_registry;
}

const struct scenario *registry_scenario(const char *name)
{
	const struct scenario *found =
		find(__start_scenario_registry, __stop_scenario_registry, name);

	if (!found)
		found = registry_drill(name);
	return found ? found : registry_cells(name);
}

const struct scenario *const *registry_drills(int *ret_count)
{
	*ret_count = (int)(__stop_drill_registry - __start_drill_registry);
	return __start_drill_registry;
}

const struct scenario *registry_drill(const char *name)
{
	return find(__start_drill_registry, __stop_drill_registry, name);
}

const struct scenario *const *registry_matrix(int *ret_count)
{
	*ret_count = (int)(__stop_matrix_registry - __start_matrix_registry);
	return __start_matrix_registry;
}

const struct scenario *registry_cells(const char *name)
{
	return find(__start_matrix_registry, __stop_matrix_registry, name);
}

const struct matrix_row *registry_states(void)
{
	return matrix_states ? matrix_states : no_rows;
}

const struct matrix_row *registry_segments(void)
{
	return matrix_segments ? matrix_segments : no_rows;
}

const struct matrix_row *registry_calls(void)
{
	return matrix_calls ? matrix_calls : no_rows;
}

const struct matrix_row *registry_timers(void)
{
	return matrix_timers ? matrix_timers : no_rows;
}

const char *drill_name(const struct scenario *drill)
{
	return drill->name + strlen("drill-");
}

const char *registry_source(const struct scenario *scenario)
{
	for (const struct source *s = __start_source_registry; s < __stop_source_registry; s++)
		if (s->scenario == scenario)
			return s->path;
	return "";
}

const struct term *registry_folders(void)
{
	return lab_folders ? lab_folders : no_terms;
}

bool registry_is_in(const struct scenario *scenario, const char *folder)
{
	const char *source = registry_source(scenario);
	size_t length = strcspn(source, "/");

	if (folder)
		return strlen(folder) == length && memcmp(source, folder, length) == 0;
	for (const struct term *term = registry_folders(); term->word; term++)
		if (registry_is_in(scenario, term->word))
			return false;
	return true;
}

const struct term *registry_tags(void)
{
	return lab_tags ? lab_tags : no_terms;
}

const struct cause *const *registry_causes(int *ret_count)
{
	*ret_count = (int)(__stop_cause_registry - __start_cause_registry);
	return __start_cause_registry;
}

static int length_of(const struct symptom *table)
{
	int length = 0;

	while (table && table[length].name)
		length++;
	return length;
}

int registry_symptoms(void)
{
	return length_of(lab_symptoms) + length_of(lab_silences);
}

const struct symptom *registry_symptom(int nth)
{
	int first = length_of(lab_symptoms);

	return nth < first ? &lab_symptoms[nth] : &lab_silences[nth - first];
}

const struct homonym *registry_homonyms(void)
{
	return lab_homonyms ? lab_homonyms : no_homonyms;
}

const struct topology *const *registry_topologies(int *ret_count)
{
	*ret_count = (int)(__stop_topology_registry - __start_topology_registry);
	return __start_topology_registry;
}

const struct topology *registry_topology(const char *name)
{
	for (const struct topology *const *t = __start_topology_registry;
	     t < __stop_topology_registry; t++)
		if (strcmp((*t)->name, name ? name : "direct") == 0)
			return *t;
	return NULL;
}
