import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lengthFeatures } from '#main/runs/testing/length-features.ts'
import { StandIn } from '#main/runs/testing/stand-in.ts'
import { insertDecision } from '#main/store/decision-repository.ts'
import { seedJob, seedProposal, seedStep } from '#main/store/testing/seed.ts'
import { OWNER_HERE } from '#shared/contract/access.ts'
import type { ProposalId, RunId } from '#shared/contract/ids.ts'
import { Probe } from '#shared/contract/probes.ts'
import { createProbesService } from './probes-service.ts'

/**
 * The encoder of these tests counts letters, in one dimension, and this trainer takes the vector of a changed text for its effect on the
 * first user: the effect is the length of the text.
 */
const TRAINER = `
if (process.argv[3] === '--probe') {
  const { copyFileSync } = await import('node:fs')
  copyFileSync(join(process.argv[4], 'text.npy'), join(process.argv[4], 'effects.npy'))
  process.exit(0)
}
await send(started)
mkdirSync(join(folder, 'output'), { recursive: true })
writeFileSync(join(folder, 'output', 'best.safetensors'), '')
await send(finished('epochs'))
process.exit(0)`
const FAILING = TRAINER.replace(
  "copyFileSync(join(process.argv[4], 'text.npy'), join(process.argv[4], 'effects.npy'))\n  process.exit(0)",
  "await send({ type: 'failed', message: 'The checkpoint is gone.' })\n  process.exit(1)",
)

let studio: StandIn
let service: ReturnType<typeof createProbesService>

beforeEach(() => {
  studio = new StandIn()
  service = createProbesService({
    workspace: studio.workspace,
    trainerEntry: studio.trainerEntry,
    knownBackends: async () => null,
    ...lengthFeatures(studio.workspace),
  })
})
afterEach(() => studio.close())

const signal = new AbortController().signal
const ask = (run: RunId, user = 'user-0', item = 'mugs-0') =>
  service.effects({ run, user, item }, { signal, caller: OWNER_HERE })

/** A colour of the item that its title has, and what it became. */
function propose(item: number, from: string, to: string): ProposalId {
  const { dataset, items } = studio.seeded
  const id = items[item]
  if (id === undefined) throw new Error(`There is no item ${item}.`)
  const attributes = [{ name: 'colour', from, to, modality: 'text' as const, reason: '' }]
  return seedProposal(
    studio.workspace,
    { dataset, job: seedJob(studio.workspace, dataset), item: id },
    { attributes },
  )
}

function reject(proposal: ProposalId): void {
  const { database } = studio.workspace
  const step = seedStep({ database }, 'Ada')
  insertDecision(database, step, { verdict: 'reject', proposal })
}

async function finished(changes: Parameters<StandIn['create']>[0] = { model: 'content-mf' }): Promise<RunId> {
  studio.queue.start()
  const run = studio.create(changes)
  await studio.inState(run, 'finished')
  return run
}

describe('the probe', () => {
  it('asks for each change alone, and gives the mean of an attribute over what it became', async () => {
    studio.open(TRAINER)
    propose(0, 'red', 'blue')
    propose(0, 'red', 'crimson')
    propose(0, 'green', 'blue')
    reject(propose(0, 'red', 'yellowish'))
    const run = await finished()
    const probe = await ask(run)
    expect(Probe.parse(probe)).toMatchObject({
      run,
      user: 'user-0',
      item: { externalId: 'mugs-0', split: 'train' },
      attributes: [
        {
          attribute: 'colour',
          effect: 20.5,
          effects: [
            { from: 'red', to: 'crimson', effect: 'Crimson mug\n\nAs it is.'.length },
            { from: 'red', to: 'blue', effect: 'Blue mug\n\nAs it is.'.length },
          ],
        },
      ],
      notFound: ['colour: green'],
    })
    const left = readdirSync(studio.workspace.paths.run(run)).filter((name) => name.startsWith('probe-'))
    expect(left).toEqual([])
  })

  it('offers the users, and those of a user’s items that have a proposal, the test first', async () => {
    studio.open(TRAINER)
    propose(0, 'red', 'blue')
    propose(1, 'tall', 'low')
    reject(propose(2, 'old', 'new'))
    const run = await finished()
    expect(await service.choices({ run, search: 'user-', user: null })).toEqual({
      users: ['user-0', 'user-1'],
      items: [],
    })
    const { users, items } = await service.choices({ run, search: 'user-1', user: 'user-0' })
    expect(users).toEqual(['user-1'])
    expect(items.map(({ externalId, split }) => [externalId, split])).toEqual([
      ['mugs-1', 'test'],
      ['mugs-0', 'train'],
    ])
  })

  it('says what is missing: a result, texts in the model, the user, the item, a proposal', async () => {
    studio.open(TRAINER)
    propose(0, 'red', 'blue')
    const waiting = studio.create({ model: 'content-mf' })
    await expect(ask(waiting)).rejects.toThrow(/has no result yet/)
    await expect(ask(studio.create({ model: 'lightgcn' }))).rejects.toThrow(/LightGCN .* depend on no text/)
    const run = await finished()
    await expect(ask(run, 'nobody')).rejects.toThrow('no user ‘nobody’')
    await expect(ask(run, 'user-0', 'nothing')).rejects.toThrow('no item ‘nothing’')
    await expect(ask(run, 'user-0', 'mugs-1')).rejects.toThrow(/No proposal says .* ‘Tall mug’/)
    await expect(ask(99 as RunId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('passes on what the trainer says where it fails', async () => {
    studio.open(FAILING)
    propose(0, 'red', 'blue')
    await expect(ask(await finished())).rejects.toThrow('The checkpoint is gone.')
  })
})
