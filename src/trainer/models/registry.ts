import type { ModelName } from '#shared/training/config.ts'
import { BprMf } from './bpr-mf.ts'
import { LightGcn } from './lightgcn.ts'
import type { Model, ModelContext } from './model.ts'
import { createNegGen } from './neggen.ts'
import { Popularity } from './popularity.ts'

const factories: Record<ModelName, (context: ModelContext) => Model> = {
  popularity: (context) => new Popularity(context),
  'bpr-mf': (context) => new BprMf(context),
  lightgcn: (context) => new LightGcn(context),
  neggen: createNegGen,
}

/** The model that `context.config` names, with fresh parameters on the backend. */
export function createModel(context: ModelContext): Model {
  return factories[context.config.model](context)
}
