import type { ModelAnswer, ModelQuestion } from '#main/model-servers/model-server.ts'
import type { AcceptedExample } from '#main/proposals/templates/examples.ts'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { ErrorCode } from '#shared/contract/errors.ts'
import type { ItemId, MediaHash } from '#shared/contract/ids.ts'
import type { Flag, NegativeContent, StepProvenance } from '#shared/contract/proposals.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** A positive, as generators see it. */
export interface GenerationItem {
  id: ItemId
  title: string
  /** Empty where the catalogue has none. */
  description: string
  category: string | null
  attributes: readonly CatalogueAttribute[]
  /** The original picture; `path` is where its bytes are stored. */
  image: { hash: MediaHash; path: string } | null
}

/** Turns at what a generator asks, of which a job gives as many at a time as its concurrency. */
export interface Turns {
  /**
   * Waits for a turn; turns of one step follow each other.
   *
   * @returns what ends the turn
   * @throws the reason why no turn is given any more; the item is then given back
   */
  take(step: string): Promise<() => void>
}

/** What was answered to steps of the item before, in a run of the job that did not bring it to its end. */
export interface StepMemory {
  read(step: TemplateKind): StepProvenance | null
  keep(answer: StepProvenance): void
}

/** How somebody who writes prompts looks on. */
export interface Onlooker {
  /** Texts that stand in for those of the job's templates. */
  readonly drafts: { readonly [Kind in TemplateKind]?: { readonly system: string; readonly prompt: string } }
  /** @param violation of a rule, as a sentence; null for an answer that can be used */
  onAnswer(step: TemplateKind, question: ModelQuestion, answer: ModelAnswer, violation: string | null): void
}

export interface GenerationRequest {
  /** Same seed, item and model: same answer, as far as the model's runtime allows. */
  seed: number
  /** A curator's wish for this proposal. */
  hint: string | null
  signal: AbortSignal
  /** For a generator that asks step by step; it may ask at any time without. */
  turns?: Turns
  memory?: StepMemory
  onlooker?: Onlooker
  /** Negatives of similar items that curators let through, for prompts to show. */
  examples?: readonly AcceptedExample[]
  /** What curators reject of this data set, a sentence each. */
  advice?: readonly string[]
}

/** One negative, and how it came about. Quality metrics that need an encoder are added where it is stored. */
export interface Generation {
  /** What the positive's picture shows, in words; empty when no picture was described. */
  visualPositive: string
  negative: NegativeContent
  /** Those that the rules know without an encoder, in the order of the contract's `Flag`. */
  flags: Flag[]
  /** Token edits outside the masked spans, as a share of the tokens there. */
  outsideEdits: number
  steps: StepProvenance[]
  /** "no model" for the built-in generator. */
  model: string
  modelDigest: string | null
  serverVersion: string | null
  milliseconds: number
}

/**
 * Makes negatives, one item at a time. `propose` may be called for several items at once; how many is
 * the job's matter.
 */
export interface Generator {
  /** Items that a job has in work at the same time at least, so that turns of one step can follow each other. */
  readonly window?: number

  /**
   * Checks once per start of a job that the generator can do its work, before an item is touched.
   *
   * @throws ExpectedError with the sentence to show; the job is then paused until it is resumed
   */
  prepare(signal: AbortSignal): Promise<void>

  /**
   * @throws RetryableFailure the same item may well succeed in a moment
   * @throws ItemFailure this item cannot succeed; the job continues with the next one
   * @throws JobFailure no item can succeed until a person has done something; the job pauses
   * @throws Outage the same, unless the server is back within a minute
   * @throws the signal's reason, once it is aborted
   */
  propose(item: GenerationItem, request: GenerationRequest): Promise<Generation>
}

/** Busy server, dropped connection, a model that failed to load: wait (longer each time) and try again. */
export class RetryableFailure extends ExpectedError {
  /** Milliseconds that the server asked for; null leaves the wait to the caller. */
  readonly retryAfter: number | null

  constructor(code: ErrorCode, message: string, detail: { retryAfter?: number; cause?: unknown } = {}) {
    super(code, message, { cause: detail.cause })
    this.name = 'RetryableFailure'
    this.retryAfter = detail.retryAfter ?? null
  }
}

/** Nothing usable for this item, the repair attempt included. */
export class ItemFailure extends ExpectedError {
  /** What the model said to the prompt that failed, the repaired answer last; kept for the curator. */
  readonly answers: readonly string[]

  constructor(
    code: ErrorCode,
    message: string,
    detail: { answers?: readonly string[]; cause?: unknown } = {},
  ) {
    super(code, message, { cause: detail.cause })
    this.name = 'ItemFailure'
    this.answers = detail.answers ?? []
  }
}

/** Server gone, model missing, model blind: every further item would fail alike. */
export class JobFailure extends ExpectedError {
  constructor(code: ErrorCode, message: string, detail: { retry?: string; cause?: unknown } = {}) {
    super(code, message, detail)
    this.name = 'JobFailure'
  }
}

/** Nobody answers where the server was: a job waits for it a while, as for a service that restarts. */
export class Outage extends JobFailure {
  constructor(code: ErrorCode, message: string, detail: { retry?: string; cause?: unknown } = {}) {
    super(code, message, detail)
    this.name = 'Outage'
  }
}
