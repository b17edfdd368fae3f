import { bm3 } from './bm3.ts'
import { bprMf } from './bpr-mf.ts'
import { contentLightgcn } from './content-lightgcn.ts'
import { contentMf } from './content-mf.ts'
import { freedom } from './freedom.ts'
import { itemKnn } from './item-knn.ts'
import { lightgcn } from './lightgcn.ts'
import { mgcn } from './mgcn.ts'
import { neggen } from './neggen.ts'
import { popularity } from './popularity.ts'
import { ridge } from './ridge.ts'
import { vbpr } from './vbpr.ts'

/** Every model, in the order in which forms and lists show them. */
export const models = [
  neggen,
  contentLightgcn,
  contentMf,
  ridge,
  vbpr,
  mgcn,
  freedom,
  bm3,
  lightgcn,
  bprMf,
  itemKnn,
  popularity,
] as const
