import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { studio, temporaryFolder } from '#tests/support/studio.ts'

const Result = z.object({
  offline: z.literal(true),
  contacts: z.array(z.object({ host: z.string(), port: z.number(), verdict: z.string() })),
})

it('contacts nobody but the server of the settings in the whole loop', async () => {
  const workspace = temporaryFolder(onTestFinished)
  await studio(workspace, 'init')
  // Nobody listens there; that it is asked at all shows that connections are seen.
  await studio(workspace, 'settings', '--set', 'ollamaHost=http://127.0.0.1:11999')
  const { code, lines, stderr } = await studio(workspace, 'doctor', '--offline')
  expect(code, stderr).toBe(0)
  const { contacts } = Result.parse(lines.at(-1))
  expect(contacts.map(({ host, port, verdict }) => [host, port, verdict])).toEqual([
    ['127.0.0.1', 11999, 'configured'],
  ])
})
