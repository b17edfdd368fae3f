/** One question to a model, alone: no server is expected to remember another one. */
export interface ModelQuestion {
  /** Empty where there is none. */
  readonly system: string
  readonly prompt: string
  /** Bytes of a PNG or JPEG that belongs to the prompt; null without one. */
  readonly picture: Uint8Array | null
  /** After a first answer that cannot be used: the part of it that is wrong, where one is, and what is wrong with it. */
  readonly complaint: { readonly said: string | null; readonly message: string } | null
  /** JSON schema of the answer. */
  readonly schema: object
  /** Most tokens of the answer. */
  readonly answerLength: number
  readonly seed: number
}

export interface ModelAnswer {
  readonly content: string
  /** `broken-off`: the answer ended without its last part, as it does when a model repeats itself. */
  readonly ending: 'complete' | 'length' | 'broken-off'
  /** Null where the server does not say. */
  readonly promptTokens: number | null
  readonly answerTokens: number | null
  readonly milliseconds: number
}

/**
 * A model on a server, ready to be asked: all that a strategy knows of either, whatever its protocol. Temperature and
 * context length are the server's matter, since they hold for a whole job.
 */
export interface ModelServer {
  /** Name of the model, for sentences. */
  readonly model: string
  /** Whether the model sees pictures; null where nobody says. */
  readonly sees: boolean | null
  /** In tokens. */
  readonly contextLength: number
  /**
   * @throws ServerFailure; a generator hands strategies one that throws what it means for a job (`generators/strategies/failures.ts`)
   * @throws the signal's reason, once it is aborted
   */
  ask(question: ModelQuestion, signal: AbortSignal): Promise<ModelAnswer>
}
