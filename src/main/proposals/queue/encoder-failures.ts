import { JobFailure, Outage } from '#main/generators/generator.ts'
import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** What the encoder cannot do for one item it can do for none: its server is away, or refuses everybody. */
export async function orEveryItemFails<T>(encoding: Promise<T>): Promise<T> {
  try {
    return await encoding
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    const { code, message, retry } = error
    const absent = error instanceof ServerFailure && error.absent
    throw new (absent ? Outage : JobFailure)(code, message, {
      cause: error,
      ...(retry !== undefined && { retry }),
    })
  }
}
