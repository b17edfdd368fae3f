import { createRouterClient, ORPCError } from '@orpc/server'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { OWNER_HERE } from '#shared/contract/access.ts'
import { DatasetId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { toClientError } from './errors.ts'
import { createImplementer } from './implementer.ts'

const call = { path: ['catalogue', 'dataset'], workspace: '/data/w' }

function logTo(lines: string[]) {
  return pino({ base: null }, { write: (line: string) => void lines.push(line) })
}

it('keeps code, sentence, place and remedy of an expected failure', () => {
  const detail = { location: { file: 'a.csv', line: 2 }, retry: 'Mend it.' }
  const error = toClientError(new ExpectedError('BAD_INPUT', 'No id.', detail), call, logTo([]))
  expect(error).toMatchObject({ code: 'BAD_INPUT', status: 422, message: 'No id.', data: detail })
})

it('says of a bug only the name under which the log has the rest', () => {
  const lines: string[] = []
  const error = toClientError(new TypeError('secret.path is undefined'), call, logTo(lines))
  expect(error.code).toBe('INTERNAL_SERVER_ERROR')
  expect(JSON.stringify(error)).not.toContain('secret')
  const logged = JSON.parse(lines[0] ?? '')
  expect(error.message).toContain(logged.id)
  expect(logged).toMatchObject({
    procedure: 'catalogue.dataset',
    err: { message: 'secret.path is undefined' },
  })
})

it('names the disk where the disk is to blame, and calls it no bug', () => {
  const lines: string[] = []
  const thrown = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  expect(toClientError(thrown, call, logTo(lines))).toMatchObject({
    code: 'DISK_FAILED',
    status: 507,
    message: 'The disk of /data/w is full.',
    data: { retry: 'Free some space, then try again.' },
  })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, procedure: 'catalogue.dataset' })
})

it('logs no bug when the client gave up', () => {
  const lines: string[] = []
  const error = toClientError(new Error('late'), { ...call, signal: AbortSignal.abort() }, logTo(lines))
  expect(error.code).toBe('CLIENT_CLOSED_REQUEST')
  expect(lines).toEqual([])
})

it('maps around every procedure: wrong input to a sentence, wrong output to a bug', async () => {
  const lines: string[] = []
  const { catalogue } = createImplementer(logTo(lines), '/data/w')
  const client = createRouterClient(
    {
      dataset: catalogue.dataset.handler(() => ({ id: 1 }) as never),
      item: catalogue.item.handler(() => {
        throw new ExpectedError('NOT_FOUND', 'Gone.')
      }),
    },
    { context: { caller: OWNER_HERE } },
  )
  const wrongInput = client.dataset({ dataset: 0 as DatasetId })
  await expect(wrongInput).rejects.toMatchObject({
    code: 'BAD_INPUT',
    defined: true,
    message: expect.stringMatching(/^dataset: /),
  })
  await expect(client.dataset({ dataset: DatasetId.parse(1) })).rejects.toBeInstanceOf(ORPCError)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'bug', issues: expect.any(Array) })
  await expect(client.item({ item: 1 as never })).rejects.toMatchObject({ code: 'NOT_FOUND', defined: true })
})
