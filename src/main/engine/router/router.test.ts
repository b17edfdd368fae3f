import { createRouterClient } from '@orpc/server'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { OWNER_HERE } from '#shared/contract/access.ts'
import { contract } from '#shared/contract/contract.ts'
import type { Services } from '#shared/contract/service.ts'
import { createRouter } from './router.ts'

const HERE = { context: { caller: OWNER_HERE } }
const logger = pino({ level: 'silent' })
const PATHS = { root: '/w', uploads: '/w/uploads' }

/** A service for every procedure that answers with its own name; the outputs are cast, since they are not valid. */
function echoes(): Record<string, Record<string, (input: unknown, context: object) => unknown>> {
  return Object.fromEntries(
    Object.entries(contract).map(([section, names]) => [
      section,
      Object.fromEntries(
        Object.keys(names).map((name) => [
          name,
          () => {
            throw new Error(`${section}.${name}`)
          },
        ]),
      ),
    ]),
  )
}

it('implements every procedure of every section, and nothing else', () => {
  const services = { ...echoes(), intruder: { act: () => null } }
  const router = createRouter(services as unknown as Services, logger, PATHS)
  const names = (sections: object) =>
    Object.fromEntries(Object.entries(sections).map(([section, names]) => [section, Object.keys(names)]))
  expect(names(router)).toEqual(names(contract))
})

it('calls the method of the same name with the parsed input and the signal', async () => {
  const services = echoes()
  const calls: unknown[] = []
  services.templates = {
    ...services.templates,
    list: () => [],
    remove: (input, context) => {
      calls.push(input, Object.keys(context))
      return { removed: true }
    },
  }
  const client = createRouterClient(createRouter(services as unknown as Services, logger, PATHS), HERE)
  expect(await client.templates.list()).toEqual([])
  expect(await client.templates.remove({ template: 3 as never })).toEqual({ removed: true })
  expect(calls).toEqual([{ template: 3 }, ['signal', 'caller']])
})

it('has every call measured under its name', async () => {
  const services = echoes()
  services.templates = { ...services.templates, list: () => [] }
  const names: string[] = []
  const router = createRouter(services as unknown as Services, logger, PATHS, (procedure, work) => {
    names.push(procedure)
    return work()
  })
  expect(await createRouterClient(router, HERE).templates.list()).toEqual([])
  expect(names).toEqual(['templates.list'])
})

it('maps errors around every procedure', async () => {
  const client = createRouterClient(createRouter(echoes() as unknown as Services, logger, PATHS), HERE)
  await expect(client.jobs.list()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
})

it('refuses services that lack a procedure', () => {
  const services = echoes()
  services.runs = {}
  expect(() => createRouter(services as unknown as Services, logger, PATHS)).toThrow(
    'no service implements runs.',
  )
})
