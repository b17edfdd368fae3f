import { SettingsError } from '#shared/descriptors/settings-error.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { ModelName } from '#shared/training/models/model-settings.ts'
import { type Arm, WORLD_ARMS } from './arms.ts'
import { type ChosenSettings, settingsChosenFor } from './chosen-settings.ts'
import { gridPoints, METHODS, type Method, type MethodName } from './methods.ts'
import { MOVIE_ARMS } from './movie-arms.ts'
import type { Place } from './place.ts'
import { PROBE_ARMS } from './probe-arms.ts'
import type { SnapshotKind } from './snapshot-kinds.ts'
import type { Trial } from './trial.ts'

export interface Plan {
  readonly trials: readonly Trial[]
  /** Names of what this checkout has no model, sampler or setting for, each with the reason. */
  readonly left: ReadonlyMap<string, string>
}

interface Common {
  readonly places: readonly Place[]
  readonly rounds: number
  /** Epochs at most, where the models' own bound is not meant. */
  readonly epochs: number | null
}

/** Each arm at each place, by each training seed. */
export function planArms(
  common: Common & {
    /** Names of arms; all where it is null. */
    readonly arms: readonly string[] | null
    readonly trainingSeeds: readonly number[]
    readonly chosen: ChosenSettings
    /** Whether their probes are held against the truth: then other arms are meant. */
    readonly probed: boolean
  },
): Plan {
  const { arms: named, chosen, trainingSeeds, probed } = common
  return plan(common, ({ world }) =>
    (probed ? PROBE_ARMS : armsAt(world))
      .filter(({ name }) => named === null || named.includes(name))
      .map(({ name, method, settings, snapshot = null, deterministic = false }) => ({
        name,
        settings: { ...METHODS[method].settings, ...settingsChosenFor(chosen, world, method), ...settings },
        snapshot,
        trainingSeeds: deterministic ? trainingSeeds.slice(0, 1) : trainingSeeds,
        tested: true,
        probed,
      })),
  )
}

export function armsAt(world: Place['world']): readonly Arm[] {
  if (world === 'movies') return MOVIE_ARMS
  return WORLD_ARMS.filter(({ worlds }) => worlds === undefined || worlds.includes(world))
}

/** The training seed by which settings are chosen. */
const TUNING_SEED = 1

/** Each point of each method's grid at each place. The test set is not looked at. */
export function planTuning(common: Common & { readonly methods: readonly MethodName[] }): Plan {
  return plan(common, ({ world }) =>
    common.methods.flatMap((name) =>
      gridPoints(METHODS[name].grid).map((point) => ({
        name,
        settings: { ...METHODS[name].settings, ...point },
        snapshot: tunedOn(world, METHODS[name]),
        trainingSeeds: [TUNING_SEED],
        tested: false,
        probed: false,
      })),
    ),
  )
}

function tunedOn(world: Place['world'], { settings }: Method): SnapshotKind | null {
  const learns = settings.model === 'neggen' || settings.use !== undefined
  if (!learns) return null
  return world === 'movies' ? 'proposed' : 'curated-100'
}

interface Contender {
  readonly name: string
  readonly settings: { readonly model: string } & Readonly<Record<string, unknown>>
  readonly snapshot: SnapshotKind | null
  readonly trainingSeeds: readonly number[]
  readonly tested: boolean
  readonly probed: boolean
}

function plan(
  { places, rounds, epochs }: Common,
  contendersAt: (place: Place) => readonly Contender[],
): Plan {
  const left = new Map<string, string>()
  const trials = places.flatMap((place) =>
    contendersAt(place).flatMap(({ name, settings, snapshot, trainingSeeds, tested, probed }) => {
      const bounded = { ...settings, ...(epochs !== null && { epochs }) }
      const model = ModelName.safeParse(settings.model)
      const problem = model.success ? problemOf(bounded) : `there is no model "${settings.model}"`
      if (!model.success || problem !== null) {
        left.set(name, problem ?? '')
        return []
      }
      return trainingSeeds.map((trainingSeed): Trial => {
        const named = { ...bounded, model: model.data }
        return { ...place, arm: name, trainingSeed, settings: named, snapshot, rounds, tested, probed }
      })
    }),
  )
  return { trials, left }
}

function problemOf(settings: Readonly<Record<string, unknown>>): string | null {
  try {
    configFrom(settings)
    return null
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
}
