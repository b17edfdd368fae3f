import { ExpectedError } from '#shared/expected-error.ts'

export function proposalGone(): ExpectedError {
  return new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.', {
    retry: 'Reload the queue.',
  })
}

export function proposalsGone(count: number): ExpectedError {
  return new ExpectedError(
    'NOT_FOUND',
    `${count} of these proposals ${count === 1 ? 'does' : 'do'} not exist any more; nothing was decided.`,
    { retry: 'Reload the queue.' },
  )
}
