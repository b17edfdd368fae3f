import { realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { ContractProcedure, InferSchemaOutput } from '@orpc/contract'
import type { Caller } from '#shared/contract/access.ts'
import type { StudioContract } from '#shared/contract/contract.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'

type InputOf<Procedure> =
  Procedure extends ContractProcedure<infer Input, infer _Output, infer _Errors, infer _Meta>
    ? InferSchemaOutput<Input>
    : never

/** Who may call a procedure. */
type Rule<Procedure> =
  /** Curators too. */
  | 'everyone'
  | 'owner'
  /** Owners; and what it names of this machine's disk has to be an upload where the owner is at another machine. */
  | { ownerWithPaths: (input: InputOf<Procedure>) => readonly (string | undefined)[] }

/** A section is the owner's as a whole, or names each of its procedures. */
type Rules = {
  readonly [Section in keyof StudioContract]:
    | 'owner'
    | { readonly [Name in keyof StudioContract[Section]]: Rule<StudioContract[Section][Name]> }
}

/** Who may do what. A section or procedure that is not here does not compile. */
export const RULES: Rules = {
  access: {
    me: 'everyone',
    leave: 'everyone',
    invite: 'owner',
    sessions: 'owner',
    revoke: 'owner',
    curators: 'owner',
    addCurator: 'owner',
    removeCurator: 'owner',
  },
  system: {
    status: 'everyone',
    events: 'everyone',
    doctor: 'owner',
    backends: 'owner',
    settings: 'owner',
    saveSettings: {
      ownerWithPaths: ({ textEncoder, openaiServer }) => [
        ...secretsOf(textEncoder),
        ...secretsOf(openaiServer),
      ],
    },
  },
  catalogue: {
    datasets: 'everyone',
    dataset: 'everyone',
    categories: 'everyone',
    removeDataset: 'owner',
    statistics: 'owner',
    items: 'owner',
    item: 'owner',
    createSample: 'owner',
    encode: 'owner',
  },
  imports: {
    complete: { ownerWithPaths: ({ path }) => [path] },
    formats: 'owner',
    preview: { ownerWithPaths: ({ path }) => [path] },
    run: { ownerWithPaths: ({ items, interactions, images }) => [items, interactions, images] },
    cancel: 'owner',
  },
  ollama: 'owner',
  openai: 'owner',
  templates: 'owner',
  tryouts: 'owner',
  advice: 'owner',
  jobs: 'owner',
  proposals: { list: 'everyone', provenance: 'owner', measure: 'everyone', lookalike: 'everyone' },
  review: {
    queue: 'everyone',
    counts: 'everyone',
    card: 'everyone',
    decide: 'everyone',
    bulk: 'everyone',
    stopBulk: 'everyone',
    undo: 'everyone',
    redo: 'everyone',
    history: 'everyone',
    revert: 'everyone',
    lease: 'everyone',
    release: 'everyone',
    leases: 'everyone',
    reasons: 'everyone',
    saveDraft: 'everyone',
    discardDraft: 'everyone',
    saveNote: 'everyone',
    progress: 'everyone',
    regenerate: 'owner',
  },
  views: { list: 'everyone', create: 'everyone', rename: 'everyone', remove: 'everyone' },
  curators: { figures: 'owner', own: 'everyone', pace: 'everyone' },
  quality: 'owner',
  attributes: 'owner',
  maps: 'owner',
  decisions: {
    preview: { ownerWithPaths: ({ path }) => [path] },
    import: { ownerWithPaths: ({ path }) => [path] },
  },
  snapshots: {
    list: 'owner',
    create: 'owner',
    describe: 'owner',
    remove: 'owner',
    uses: 'owner',
    compare: 'owner',
    import: { ownerWithPaths: ({ path }) => [path] },
  },
  exports: { formats: 'owner', write: { ownerWithPaths: ({ to }) => [to] } },
  runs: 'owner',
  probes: 'owner',
  studies: 'owner',
}

/** Whom an event reaches. */
const EVENTS: Readonly<Record<StudioEvent['topic'], 'everyone' | 'owner'>> = {
  hello: 'everyone',
  heartbeat: 'everyone',
  dataset: 'everyone',
  'dataset-removed': 'everyone',
  proposal: 'everyone',
  decisions: 'everyone',
  bulk: 'everyone',
  leases: 'everyone',
  'review-order': 'everyone',
  hardness: 'everyone',
  views: 'everyone',
  import: 'owner',
  encoding: 'owner',
  job: 'owner',
  attributes: 'owner',
  map: 'owner',
  run: 'owner',
  'run-epoch': 'owner',
  'run-progress': 'owner',
  'run-removed': 'owner',
  study: 'owner',
  'study-removed': 'owner',
  ollama: 'owner',
  pull: 'owner',
}

export function mayHear(caller: Caller, event: StudioEvent): boolean {
  return caller.role === 'owner' || EVENTS[event.topic] === 'everyone'
}

export const FOR_THE_OWNER = 'This is for the owner of the studio; a curator reviews.'

/** @throws ExpectedError FORBIDDEN for a procedure that is not the caller's */
export function refuseForeignProcedure(caller: Caller, [section, name]: readonly string[]): void {
  if (caller.role === 'owner' || ruleOf(section, name) === 'everyone') return
  throw new ExpectedError('FORBIDDEN', FOR_THE_OWNER)
}

/**
 * Refuses what a caller may not say even where the procedure is theirs: another's name, a path of a machine that is not theirs.
 *
 * @param uploads folder of what was sent to the studio
 * @throws ExpectedError FORBIDDEN
 */
export function refuseForeignInput(
  caller: Caller,
  [section, name]: readonly string[],
  input: unknown,
  uploads: string,
): void {
  if (caller.role === 'curator' && nameIn(input) !== undefined && nameIn(input) !== caller.name) {
    throw new ExpectedError('FORBIDDEN', `This session is ${caller.name}'s, and decides under no other name.`)
  }
  if (!caller.remote) return
  const rule = ruleOf(section, name)
  if (typeof rule !== 'object') return
  if (rule.ownerWithPaths(input).every((path) => path === undefined || isWithin(uploads, path))) return
  throw new ExpectedError(
    'FORBIDDEN',
    'From another machine, files are sent: the disk of the studio’s machine is neither read nor written by path.',
    { retry: 'Drop the files on the page, or do this on the machine where the studio runs.' },
  )
}

interface LooseRule {
  ownerWithPaths: (input: unknown) => readonly (string | undefined)[]
}

/** The rule of a procedure by name; what has none is the owner's. A lookup by name cannot carry each input's type. */
function ruleOf(section = '', name = ''): 'everyone' | 'owner' | LooseRule {
  const rules = (RULES as Readonly<Record<string, 'owner' | Readonly<Record<string, unknown>>>>)[section]
  const rule = typeof rules === 'object' ? rules[name] : rules
  if (rule === 'everyone') return rule
  return typeof rule === 'object' && rule !== null ? (rule as LooseRule) : 'owner'
}

function nameIn(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'annotator' in input ? input.annotator : undefined
}

/** Links are followed, so that none leads out of the folder. */
function isWithin(folder: string, path: string): boolean {
  const inside = relative(realOrSelf(folder), realOrSelf(resolve(path)))
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && resolve(inside) !== inside
}

/** The real path as far down as there is one. */
function realOrSelf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = resolve(path, '..')
    return parent === path ? path : join(realOrSelf(parent), relative(parent, path))
  }
}

/** Where files or secrets of this machine would be read, to send them to a server that the settings name. */
function secretsOf(settings: Readonly<Record<string, unknown>> | undefined): string[] {
  return ['folder', 'keyFile', 'keyVariable']
    .map((key) => settings?.[key])
    .filter((value) => typeof value === 'string')
    .filter((value) => value !== '')
}
