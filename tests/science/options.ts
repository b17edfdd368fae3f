import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WorldName } from '#shared/worlds/world-instance.ts'
import { UsageError } from '#tests/support/command-line.ts'
import { DEVELOPMENT_SEEDS, MOVIES, type Place } from './place.ts'

/** What the command was asked for. Paths are absolute. */
export type Options =
  | ({
      readonly do: 'compare'
      readonly arms: readonly string[] | null
      readonly trainingSeeds: readonly number[]
      /** Whether the models' probes are held against the truth of the worlds. */
      readonly probed: boolean
    } & Work)
  | ({ readonly do: 'tune'; readonly methods: readonly string[] | null } & Work)
  | ({ readonly do: 'prepare-studies'; readonly workspace: string } & Work)
  | { readonly do: 'report'; readonly folder: string }

export interface Work {
  readonly places: readonly Place[]
  readonly out: string
  /** Folder of the movies' data. */
  readonly movies: string
  readonly rounds: number
  /** Epochs at most; null for the models' own bounds. */
  readonly epochs: number | null
  readonly processes: number
}

export const USAGE = `Usage: npm run science -- [options]
Trains arms in sample worlds, and on the movies; goes on where an interrupted command was.
  --worlds A,B          sample worlds: ${WorldName.options.join(', ')} (all, unless --movies is given alone)
  --seeds 11,12,13      seeds of the worlds (11,12,13)
  --arms A,B            arms by name (all)
  --training-seeds 1,2  a training by each of them (1,2)
  --movies DIR          also the movies, from the folder of their data
  --out FOLDER          results and workspaces (science in the folder for temporary files)
  --rounds N            rounds of proposals for every item (8)
  --epochs N            epochs at most, to try things out
  --processes N         processes side by side (2)
  --tune                choose the settings of all methods on validation, in worlds of the seeds ${DEVELOPMENT_SEEDS.join(' and ')},
                        and write them to tests/science/chosen-settings.json; the test set is not looked at
  --methods A,B         of --tune: methods by name (all)
  --probe               ask models which attributes their scores owe most to, and hold it against the truth (worlds shop, wordy and
                        sparse, one training seed, unless others are named)
  --workspace FOLDER    train nothing: put worlds and movies, with proposals and snapshots, into a workspace for \`studio study\`
  --report FOLDER       print the tables of a folder's results as Markdown`

const PROBED_WORLDS = 'shop,wordy,sparse'

/**
 * @param from the folder that relative paths mean
 * @param temporary the folder for temporary files
 * @throws UsageError
 */
export function parseOptions(commandLine: readonly string[], from: string, temporary: string): Options {
  const values = parse(commandLine)
  if (values.report !== undefined) return { do: 'report', folder: resolve(from, values.report) }
  const tune = values.tune === true
  const probed = values.probe === true
  if (probed && (tune || values.movies !== undefined)) {
    throw new UsageError(
      '--probe asks trained models in worlds whose truth is known: leave --tune and --movies out.',
    )
  }
  const seeds = numbers('--seeds', values.seeds, tune ? DEVELOPMENT_SEEDS : [11, 12, 13])
  const work: Work = {
    places: places(probed ? { worlds: PROBED_WORLDS, ...values } : values, seeds),
    out: values.out === undefined ? resolve(temporary, 'science') : resolve(from, values.out),
    movies: resolve(from, values.movies ?? ''),
    rounds: wholeNumber('--rounds', values.rounds) ?? 8,
    epochs: wholeNumber('--epochs', values.epochs),
    processes: wholeNumber('--processes', values.processes) ?? 2,
  }
  if (values.workspace !== undefined) {
    return { do: 'prepare-studies', ...work, workspace: resolve(from, values.workspace) }
  }
  if (!tune) {
    if (values.methods !== undefined) throw new UsageError('--methods belongs to --tune; name --arms.')
    const trainingSeeds = numbers('--training-seeds', values['training-seeds'], probed ? [1] : [1, 2])
    return { do: 'compare', ...work, arms: list(values.arms), trainingSeeds, probed }
  }
  if (values.arms !== undefined || values['training-seeds'] !== undefined) {
    throw new UsageError(
      '--tune goes through methods by one training seed: leave --arms and --training-seeds out.',
    )
  }
  const other = seeds.find((seed) => !DEVELOPMENT_SEEDS.includes(seed))
  if (other !== undefined) {
    const allowed = DEVELOPMENT_SEEDS.join(' and ')
    throw new UsageError(`Settings are chosen in worlds of the seeds ${allowed} alone, not ${other}.`)
  }
  return { do: 'tune', ...work, methods: list(values.methods) }
}

function parse(commandLine: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...commandLine],
      options: {
        worlds: text,
        seeds: text,
        arms: text,
        methods: text,
        'training-seeds': text,
        movies: text,
        out: text,
        rounds: text,
        epochs: text,
        processes: text,
        report: text,
        workspace: text,
        tune: { type: 'boolean' },
        probe: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function places(
  { worlds, movies }: { worlds?: string | undefined; movies?: string | undefined },
  seeds: readonly number[],
): Place[] {
  const named = list(worlds) ?? (movies === undefined ? WorldName.options : [])
  const inWorlds = named.flatMap((name) => {
    const world = WorldName.safeParse(name)
    if (!world.success) {
      throw new UsageError(`There is no sample world "${name}". There are ${WorldName.options.join(', ')}.`)
    }
    return seeds.map((seed) => ({ world: world.data, seed }))
  })
  return movies === undefined ? inWorlds : [...inWorlds, MOVIES]
}

function list(text: string | undefined): string[] | null {
  return text === undefined ? null : text.split(',').map((part) => part.trim())
}

function numbers(option: string, text: string | undefined, otherwise: readonly number[]): readonly number[] {
  return list(text)?.map((part) => wholeNumber(option, part) ?? 0) ?? otherwise
}

function wholeNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (value < 1) throw new UsageError(`${option} takes whole numbers from 1, not "${text}".`)
  return value
}
