/**
 * An expected way for a run to fail: bad input, or numbers that ran away. Everything else that is thrown is
 * a bug. The message is a sentence for the person who started the run; the hint says what to try.
 */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure'
  readonly hint: string | undefined

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.hint = hint
  }
}

/** The failure of a run whose numbers ran away. */
export function divergence(what: string): TrainingFailure {
  return new TrainingFailure(
    `The training diverged: ${what}.`,
    'Lower the learning rate. With NegGen, also try a larger tau, or features scaled to unit length.',
  )
}
