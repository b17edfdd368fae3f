import { GOALS } from './goals.ts'
import type { Line, RowName } from './report.ts'

/** What a row is about, for a row without figures. */
const HEADLINES: Record<RowName, Pick<Line, 'what' | 'unit' | 'goal'>> = {
  lightgcn: { what: "LightGCN's step against C", unit: 'x', goal: GOALS.lightgcnStep },
  'bpr-mf': { what: "BPR-MF's step against C", unit: 'x', goal: GOALS.bprMfStep },
  neggen: { what: "NegGen's step against LightGCN's", unit: 'x', goal: GOALS.negGenStep },
  models: { what: "every model's step", unit: 'x', goal: null },
  optimizers: { what: "BPR-MF's epoch by lazy optimisers", unit: 'x', goal: GOALS.lazyEpoch },
  evaluation: { what: 'evaluation against one MatMul', unit: 'x', goal: GOALS.evaluation },
  sampling: { what: 'sampling, share of the step', unit: '%', goal: GOALS.sampling },
  samplers: { what: 'step with each sampler, against uniform', unit: 'x', goal: GOALS.sampledStep },
  scaling: { what: 'time per interaction against Baby size', unit: 'x', goal: GOALS.timePerInteraction },
  memory: { what: "memory over Node's own", unit: 'MB', goal: GOALS.babyMemory },
  start: { what: 'start to first step', unit: 's', goal: GOALS.firstStep },
  encoders: { what: 'encoding texts against sentence-transformers', unit: 'x', goal: GOALS.encoding },
  pictures: { what: 'import of pictures, against sharp alone', unit: 'x', goal: GOALS.pictures },
  window: { what: 'the window with many runs', unit: 's', goal: GOALS.window },
  import: { what: 'import of one million interactions', unit: 'x', goal: GOALS.import },
}

/** The line of a row that could not be measured, because something is missing or it failed. */
export function withoutFigure(row: RowName, state: 'not measured' | 'failed', reason: string): Line {
  return { row, ...HEADLINES[row], outcome: { state, reason } }
}
