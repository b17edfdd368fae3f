import type { WorldName } from '#shared/worlds/world-instance.ts'
import type { MethodName } from './methods.ts'
import type { SnapshotKind } from './snapshot-kinds.ts'

/** What is compared: a method, its negatives, and what it is held against. */
export interface Arm {
  readonly name: string
  readonly label: string
  readonly method: MethodName
  /** What it changes of the method's settings: a control, most of the time. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly snapshot?: SnapshotKind
  /** Nothing of it is drawn: one training seed says all. */
  readonly deterministic?: boolean
  /** Where it competes; everywhere where it is left out. */
  readonly worlds?: readonly WorldName[]
  readonly against?: readonly Opponent[]
}

interface Opponent {
  readonly arm: string
  /** Where the comparison is made; everywhere where it is left out. */
  readonly worlds?: readonly WorldName[]
}

/** Content without any negative, which everything that is generated has to beat. */
export const BASELINE = 'content-lightgcn'
const overBaseline: readonly Opponent[] = [{ arm: BASELINE }]
const over = (...arms: string[]): readonly Opponent[] => arms.map((arm) => ({ arm }))

/** Models without negatives that are generated. */
export const MODEL_ARMS: readonly Arm[] = [
  { name: 'popularity', label: 'Popularity', method: 'popularity', deterministic: true },
  { name: 'item-knn', label: 'Item kNN', method: 'item-knn', deterministic: true },
  { name: 'bpr-mf', label: 'BPR-MF', method: 'bpr-mf' },
  { name: 'lightgcn', label: 'LightGCN', method: 'lightgcn' },
  { name: 'content-mf', label: 'Content MF', method: 'content-mf' },
  {
    name: BASELINE,
    label: 'Content LightGCN (the baseline)',
    method: 'content-lightgcn',
    against: over('lightgcn'),
  },
  { name: 'vbpr', label: 'VBPR', method: 'vbpr', against: overBaseline },
  { name: 'bm3', label: 'BM3', method: 'bm3', against: overBaseline },
  { name: 'freedom', label: 'FREEDOM', method: 'freedom', against: overBaseline },
  { name: 'mgcn', label: 'MGCN', method: 'mgcn', against: overBaseline },
  {
    name: 'ridge',
    label: 'Ridge scorer on content',
    method: 'ridge',
    deterministic: true,
    against: overBaseline,
  },
]

const NEGGEN_ARMS: readonly Arm[] = [
  {
    name: 'neggen',
    label: 'NegGen (as in the paper), curated',
    method: 'neggen',
    snapshot: 'curated-100',
    against: over(BASELINE, 'neggen-mean-item', 'neggen-shuffled', 'neggen-none', 'neggen-proposed'),
  },
  control('neggen', 'mean-item', 'NegGen, placebo: the mean item'),
  control('neggen', 'shuffled', 'NegGen, placebo: shuffled negatives'),
  control('neggen', 'none', 'NegGen, no negatives'),
  { name: 'neggen-proposed', label: 'NegGen, uncurated', method: 'neggen', snapshot: 'proposed' },
]

const COUNTERFACTUAL_ARMS: readonly Arm[] = [
  {
    name: 'counterfactual',
    label: 'Content LightGCN with counterfactual BPR, curated',
    method: 'counterfactual',
    snapshot: 'curated-100',
    against: over(
      BASELINE,
      'counterfactual-shuffled',
      'counterfactual-mean-item',
      'counterfactual-proposed',
      'counterfactual-nuisance',
    ),
  },
  control('counterfactual', 'shuffled', 'Counterfactual BPR, placebo: shuffled negatives'),
  control('counterfactual', 'mean-item', 'Counterfactual BPR, placebo: the mean item'),
  {
    name: 'counterfactual-proposed',
    label: 'Counterfactual BPR, uncurated',
    method: 'counterfactual',
    snapshot: 'proposed',
  },
  {
    name: 'counterfactual-nuisance',
    label: 'Counterfactual BPR, placebo: nuisance changes only',
    method: 'counterfactual',
    snapshot: 'nuisance',
  },
]

const PRIOR_ARMS: readonly Arm[] = [
  {
    name: 'prior-ridge',
    label: 'Ridge with a taste prior from differences, curated',
    method: 'prior-ridge',
    snapshot: 'curated-100',
    deterministic: true,
    against: over(
      BASELINE,
      'ridge',
      'prior-ridge-shuffled',
      'prior-ridge-random-item',
      'prior-ridge-proposed',
      'prior-ridge-nuisance',
    ),
  },
  control('prior-ridge', 'shuffled', 'Taste prior, placebo: shuffled negatives'),
  control('prior-ridge', 'random-item', 'Taste prior, placebo: another item'),
  {
    name: 'prior-ridge-proposed',
    label: 'Taste prior, uncurated',
    method: 'prior-ridge',
    snapshot: 'proposed',
    deterministic: true,
  },
  {
    name: 'prior-ridge-nuisance',
    label: 'Taste prior, placebo: nuisance changes only',
    method: 'prior-ridge',
    snapshot: 'nuisance',
    deterministic: true,
  },
]

const READER_ARMS: readonly Arm[] = [
  ...readerArms({
    method: 'reader-ridge',
    model: 'Ridge on the attribute reader',
    deterministic: true,
    own: 'ridge',
  }),
  ...readerArms({ method: 'reader-lightgcn', model: 'Content LightGCN on the attribute reader' }),
  ...readerArms({
    method: 'self-reader-ridge',
    model: 'Ridge on the self-trained reader',
    deterministic: true,
    own: 'ridge',
    plain: 'reader-ridge',
  }),
]

/** What competes in the sample worlds. */
export const WORLD_ARMS: readonly Arm[] = [
  ...MODEL_ARMS,
  ...NEGGEN_ARMS,
  ...COUNTERFACTUAL_ARMS,
  ...PRIOR_ARMS,
  ...READER_ARMS,
]

/** The same method with its negatives replaced, and nothing else. */
function control(method: MethodName, negatives: string, label: string): Arm {
  return {
    name: `${method}-${negatives}`,
    label,
    method,
    snapshot: 'curated-100',
    settings: { negatives },
  }
}

type NameArm = (
  suffix: string,
  label: string,
  snapshot: SnapshotKind,
  rest?: Partial<Pick<Arm, 'settings' | 'deterministic' | 'worlds' | 'against'>>,
) => Arm

interface ReaderArms {
  readonly method: MethodName
  readonly model: string
  readonly deterministic?: true
  /** The same model on plain content, where the baseline is another model. */
  readonly own?: string
  /** The same model on the reader without self-training. */
  readonly plain?: MethodName
}

/** A share of the items curated, with its controls. */
function shareArms(arm: NameArm, { method, plain }: ReaderArms, percent: 5 | 20 | 50): Arm[] {
  const snapshot = `curated-${percent}` as const
  const share = `${percent} % of the items`
  return [
    arm(`${percent}`, `${share} curated`, snapshot, {
      against: over(
        BASELINE,
        `${method}-${percent}-none`,
        `${method}-${percent}-shuffled`,
        ...(plain === undefined ? [] : [`${plain}-${percent}`]),
      ),
    }),
    arm(`${percent}-none`, `${share}, positives alone`, snapshot, { settings: { negatives: 'none' } }),
    arm(`${percent}-shuffled`, `${share}, placebo: shuffled negatives`, snapshot, {
      settings: { negatives: 'shuffled' },
      deterministic: false,
    }),
  ]
}

function readerArms(reader: ReaderArms): Arm[] {
  const { method, model, deterministic = false, own, plain } = reader
  const arm: NameArm = (suffix, label, snapshot, rest = {}) => ({
    name: suffix === '' ? method : `${method}-${suffix}`,
    label: `${model}, ${label}`,
    method,
    snapshot,
    ...(deterministic && { deterministic }),
    ...rest,
  })
  return [
    arm('', 'curated', 'curated-100', {
      against: [
        { arm: BASELINE },
        ...over(...[own, plain].filter((name) => name !== undefined)),
        { arm: `${method}-shuffled` },
        { arm: `${method}-none` },
        { arm: `${method}-proposed` },
        { arm: `${method}-nuisance` },
        { arm: `${method}-without-vetoes`, worlds: ['promotion'] },
      ],
    }),
    arm('shuffled', 'placebo: shuffled negatives', 'curated-100', {
      settings: { negatives: 'shuffled' },
      deterministic: false,
    }),
    arm('none', 'positives alone', 'curated-100', { settings: { negatives: 'none' } }),
    arm('without-vetoes', 'vetoes off', 'curated-100', { settings: { vetoes: false } }),
    arm('proposed', 'uncurated', 'proposed'),
    arm('corrected', 'curated, wrong names corrected', 'corrected', {
      worlds: ['careless'],
      against: [{ arm: method, worlds: ['careless'] }],
    }),
    arm('nuisance', 'placebo: nuisance changes only', 'nuisance'),
    ...([50, 20, 5] as const).flatMap((percent) => shareArms(arm, reader, percent)),
  ]
}
