import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { pino } from 'pino'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Caller, OWNER_HERE, SessionId } from '#shared/contract/access.ts'
import { contract } from '#shared/contract/contract.ts'
import { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Services } from '#shared/contract/service.ts'
import { createRouter } from '../router/router.ts'
import { mayHear, refuseForeignProcedure } from './roles.ts'

const session = SessionId.parse('0123abcd')
const ana = Annotator.parse('Ana')
const curator: Caller = { role: 'curator', name: ana, session, remote: true }
const remoteOwner: Caller = { role: 'owner', session, remote: true }

let folder: string
let uploads: string
/** Procedures that were reached, with their input. */
let reached: [string, unknown][]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roles-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  uploads = join(folder, 'uploads')
  mkdirSync(join(uploads, 'session-1'), { recursive: true })
  reached = []
})

/** Calls as `caller`, of services that note the call and fail: what is refused never reaches them. */
function as(caller: Caller) {
  const services = Object.fromEntries(
    Object.entries(contract).map(([section, names]) => [
      section,
      Object.fromEntries(
        Object.keys(names).map((name) => [
          name,
          (input: unknown) => {
            reached.push([`${section}.${name}`, input])
            throw new Error('reached')
          },
        ]),
      ),
    ]),
  )
  const router = createRouter(services as unknown as Services, pino({ level: 'silent' }), {
    root: folder,
    uploads,
  })
  return createRouterClient(router, { context: { caller } })
}

async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  )
}

describe('a curator', () => {
  const everything = Object.entries(contract).flatMap(([section, names]) =>
    Object.keys(names).map((name) => [section, name] as const),
  )
  const isAllowed = (path: readonly string[]) => {
    try {
      refuseForeignProcedure(curator, path)
      return true
    } catch {
      return false
    }
  }

  it('reviews', async () => {
    const client = as(curator)
    const dataset = DatasetId.parse(1)
    await outcome(client.review.progress({ dataset }))
    await outcome(client.catalogue.datasets())
    await outcome(client.review.undo({ annotator: ana }))
    expect(reached.map(([path]) => path)).toEqual(['review.progress', 'catalogue.datasets', 'review.undo'])
  })

  it('reaches nothing of settings, files, models, jobs, runs and studies', () => {
    const closed = [
      'decisions',
      'imports',
      'exports',
      'ollama',
      'openai',
      'templates',
      'tryouts',
      'advice',
      'jobs',
      'runs',
      'probes',
      'studies',
      'snapshots',
    ]
    for (const path of everything) {
      if (closed.includes(path[0])) expect([path, isAllowed(path)]).toEqual([path, false])
    }
    for (const name of ['settings', 'saveSettings', 'doctor', 'backends']) {
      expect(isAllowed(['system', name])).toBe(false)
    }
    for (const name of ['invite', 'sessions', 'revoke', 'curators', 'addCurator', 'removeCurator']) {
      expect(isAllowed(['access', name])).toBe(false)
    }
  })

  it('is refused what the table does not know', () => {
    expect(isAllowed(['nothing', 'here'])).toBe(false)
    expect(isAllowed(['review', 'constructor'])).toBe(false)
    expect(isAllowed([])).toBe(false)
  })

  it('is refused before the input is looked at', async () => {
    expect(await outcome(as(curator).runs.get({ run: 'nonsense' as never }))).toBe('FORBIDDEN')
  })

  it('decides under no other name', async () => {
    const proposal = ProposalId.parse(1)
    const client = as(curator)
    const bob = Annotator.parse('Bob')
    expect(await outcome(client.review.undo({ annotator: bob }))).toBe('FORBIDDEN')
    expect(await outcome(client.review.saveNote({ proposal, annotator: bob, note: '' }))).toBe('FORBIDDEN')
    expect(await outcome(client.review.card({ proposal, annotator: bob }))).toBe('FORBIDDEN')
    expect(reached).toEqual([])
    await outcome(client.review.card({ proposal, annotator: ana }))
    await outcome(client.review.card({ proposal }))
    expect(reached).toHaveLength(2)
  })

  it('hears of decisions, and of no run', () => {
    expect(mayHear(curator, { topic: 'heartbeat', at: 1 })).toBe(true)
    expect(mayHear(curator, { topic: 'run-removed', run: 1 as never })).toBe(false)
    expect(mayHear(OWNER_HERE, { topic: 'run-removed', run: 1 as never })).toBe(true)
  })
})

describe('an owner at another machine', () => {
  const run = (interactions: string, images?: string) => ({
    name: 'a',
    format: 'delimited',
    interactions,
    ...(images !== undefined && { images }),
  })

  it('imports what was sent, and reads nothing else of the disk', async () => {
    const client = as(remoteOwner)
    const sent = join(uploads, 'session-1', 'a.csv')
    writeFileSync(sent, '')
    writeFileSync(join(folder, 'secret.csv'), '')
    symlinkSync(join(folder, 'secret.csv'), join(uploads, 'session-1', 'link.csv'))
    for (const path of [
      '/etc/passwd',
      join(folder, 'secret.csv'),
      join(uploads, 'session-1', 'link.csv'),
      `${uploads}/../secret.csv`,
      `${uploads}x/a.csv`,
      uploads,
      'a.csv',
    ]) {
      expect([path, await outcome(client.imports.preview({ path }))]).toEqual([path, 'FORBIDDEN'])
      expect([path, await outcome(client.imports.run(run(path)))]).toEqual([path, 'FORBIDDEN'])
      expect([path, await outcome(client.imports.run(run(sent, path)))]).toEqual([path, 'FORBIDDEN'])
    }
    expect(await outcome(client.imports.complete({ path: '/' }))).toBe('FORBIDDEN')
    expect(reached).toEqual([])
    await outcome(client.imports.preview({ path: sent }))
    await outcome(client.imports.run(run(sent, join(uploads, 'session-1'))))
    expect(reached).toHaveLength(2)
  })

  it('exports into no folder of the disk, and names no secret of the machine in the settings', async () => {
    const client = as(remoteOwner)
    const write = { snapshot: 1 as never, format: 'jsonl' }
    expect(await outcome(client.exports.write({ ...write, to: '/tmp' }))).toBe('FORBIDDEN')
    const openai = { name: 'openai-embeddings', baseUrl: 'http://evil.example', model: 'm' } as const
    for (const secret of [{ keyFile: '/etc/shadow' }, { keyVariable: 'HOME' }]) {
      const textEncoder = { ...openai, ...secret } as never
      expect(await outcome(client.system.saveSettings({ textEncoder }))).toBe('FORBIDDEN')
      const openaiServer = { host: 'http://elsewhere/v1', keyVariable: '', keyFile: '', ...secret }
      expect(await outcome(client.system.saveSettings({ openaiServer }))).toBe('FORBIDDEN')
    }
    expect(reached).toEqual([])
    await outcome(client.exports.write(write))
    await outcome(client.system.saveSettings({ concurrency: 2 }))
    await outcome(client.runs.list({}))
    expect(reached.map(([path]) => path)).toEqual(['exports.write', 'system.saveSettings', 'runs.list'])
  })

  it('may do all of this at the machine itself', async () => {
    await outcome(as(OWNER_HERE).imports.preview({ path: '/etc/hosts' }))
    expect(reached).toEqual([['imports.preview', { path: '/etc/hosts' }]])
  })
})
