import { randomBytes } from 'node:crypto'
import { ORPCError, ValidationError } from '@orpc/server'
import type { Logger } from 'pino'
import { diskFailure } from '#main/store/disk-failure.ts'
import { commonErrors } from '#shared/contract/errors.ts'
import { ExpectedError } from '#shared/expected-error.ts'

interface Call {
  path: readonly string[]
  signal?: AbortSignal | undefined
  /** Folder of the workspace; named where a failure of the disk names no file. */
  workspace: string
}

/**
 * What a client may learn of a failure: an expected one as it is; of a bug a sentence and the name under
 * which the log has the rest.
 */
export function toClientError(error: unknown, call: Call, logger: Logger): ORPCError<string, unknown> {
  const procedure = call.path.join('.')
  const disk = diskFailure(error, call.workspace)
  if (disk !== null) {
    logger.warn({ procedure, err: disk.cause }, disk.message)
    return typedError(disk)
  }
  if (error instanceof ExpectedError) {
    logger.info({ procedure, code: error.code, cause: error.cause }, error.message)
    return typedError(error)
  }
  if (error instanceof ORPCError && error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') {
    return typedError(new ExpectedError('BAD_INPUT', inputSentence(error.cause)))
  }
  if (call.signal?.aborted) {
    logger.debug({ procedure, err: error }, 'given up by the client')
    return new ORPCError('CLIENT_CLOSED_REQUEST')
  }
  const id = randomBytes(4).toString('hex')
  logger.error({ id, procedure, err: error, issues: validationIssues(error) }, 'bug')
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something went wrong inside the studio. The log has the details under ${id}.`,
    data: { id },
  })
}

function typedError({ code, message, location, retry }: ExpectedError): ORPCError<string, unknown> {
  const data = {
    ...(location === undefined ? {} : { location }),
    ...(retry === undefined ? {} : { retry }),
  }
  return new ORPCError(code, { status: commonErrors[code].status, message, data })
}

function inputSentence(error: ValidationError): string {
  return error.issues
    .map((issue) => {
      const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
      return path.length === 0 ? issue.message : `${path.join('.')}: ${issue.message}`
    })
    .join('; ')
}

function validationIssues(error: unknown): unknown {
  return error instanceof ORPCError && error.cause instanceof ValidationError ? error.cause.issues : undefined
}
