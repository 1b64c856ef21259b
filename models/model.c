// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list of card models: one line a model. Nothing else in the tree names them.
 */
#include <string.h>

#include "models/model.h"

extern const struct model_ops es1370_model, hda_model, mychip_model, rme32_model, rme32_8_model, rme32_pro_model,
	sb16_model;

static const struct model_ops *const models[] = {
	&es1370_model,
	&hda_model,
	&mychip_model,
	&rme32_model,
	&rme32_8_model,
	&rme32_pro_model,
	&sb16_model,
};

const struct model_ops *model_find(const char *name)
{
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (!strcmp(models[i]->name, name))
			return models[i];
	return NULL;
}
