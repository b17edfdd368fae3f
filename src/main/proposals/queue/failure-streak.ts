import { ItemFailure, RetryableFailure } from '#main/generators/generator.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** Items in a row that gave up on a busy or broken server before the whole job is paused. */
const GIVE_UP_AFTER = 3
/** Items in a row whose answers could not be used before it is: the next ones would fare alike, and cost as much. */
const UNUSABLE_AFTER = 20

/** The failures of a job since an item of it succeeded. */
export class FailureStreak {
  #givenUp = 0
  #unusable = 0

  succeeded(): void {
    this.#givenUp = 0
    this.#unusable = 0
  }

  /** @returns why the job pauses; null where it goes on with the next item */
  failed(error: unknown): ExpectedError | null {
    if (error instanceof RetryableFailure) {
      this.#givenUp += 1
      return this.#givenUp < GIVE_UP_AFTER ? null : error
    }
    if (!(error instanceof ItemFailure) || error.answers.length === 0) return null
    this.#unusable += 1
    if (this.#unusable < UNUSABLE_AFTER) return null
    return new ExpectedError(
      error.code,
      `${UNUSABLE_AFTER} items in a row failed, the last one so: ${error.message}`,
      {
        retry:
          'The failures have what the model said. Choose another model, strategy or template, or resume.',
        cause: error,
      },
    )
  }
}
