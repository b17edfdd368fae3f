import type { ModelName } from '#shared/training/models/model-settings.ts'
import { Bm3 } from './bm3.ts'
import { BprMf } from './bpr-mf.ts'
import { ContentLightGcn } from './content-lightgcn.ts'
import { ContentMf } from './content-mf.ts'
import { Freedom } from './freedom.ts'
import { ItemKnn } from './item-knn.ts'
import { LightGcn } from './lightgcn.ts'
import { Mgcn } from './mgcn.ts'
import type { Model, ModelContext } from './model.ts'
import { createNegGen } from './neggen.ts'
import { Popularity } from './popularity.ts'
import { Ridge } from './ridge.ts'
import { Vbpr } from './vbpr.ts'

/** How each model is made. */
export type Factories = { readonly [Name in ModelName]: (context: ModelContext<Name>) => Model }

export const factories: Factories = {
  popularity: (context) => new Popularity(context),
  'content-lightgcn': (context) => new ContentLightGcn(context),
  'content-mf': (context) => new ContentMf(context),
  vbpr: (context) => new Vbpr(context),
  mgcn: (context) => new Mgcn(context),
  ridge: (context) => new Ridge(context),
  'item-knn': (context) => new ItemKnn(context),
  bm3: (context) => new Bm3(context),
  freedom: (context) => new Freedom(context),
  'bpr-mf': (context) => new BprMf(context),
  lightgcn: (context) => new LightGcn(context),
  neggen: createNegGen,
}
