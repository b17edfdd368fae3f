import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attributes } from '#main/generators/strategies/attributes.ts'
import { itemOf, scriptedModel } from '#main/generators/strategies/testing/scripted-model.ts'
import { insertAttributeVerdict } from '#main/store/attribute-verdict-repository.ts'
import { insertDecision } from '#main/store/decision-repository.ts'
import { settleProposal } from '#main/store/standing-repository.ts'
import { type Seeded, seedDataset, seedJob, seedProposal, seedStep } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { DecisionInput } from '#shared/contract/review.ts'
import { createAdviceService } from './advice-service.ts'

let folder: string
let workspace: Workspace
let mugs: Seeded
let service: ReturnType<typeof createAdviceService>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advice-'))
  workspace = openWorkspace(folder)
  mugs = seedDataset(workspace, 'mugs', ['Red mug'])
  service = createAdviceService({ workspace })
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const change = (name: string): AttributeChange => ({
  name,
  from: 'red',
  to: 'blue',
  modality: 'text',
  reason: '',
})
const content = (...names: string[]): NegativeContent => ({
  text: 'Blue mug',
  visual: '',
  attributes: names.map(change),
})

type Decision =
  | { verdict: 'reject'; reason?: string; note?: string }
  | { verdict: 'accept' }
  | { verdict: 'edit'; content: NegativeContent }

/** A negative that changes these attributes, decided. */
function decided(names: string[], decision: Decision): void {
  const { database } = workspace
  const [item] = mugs.items
  if (item === undefined) throw new Error('no item')
  const where = { dataset: mugs.dataset, job: seedJob(workspace, mugs.dataset), item }
  const proposal = seedProposal(workspace, where, content(...names))
  const input: DecisionInput = { proposal, ...decision }
  insertDecision(database, seedStep(workspace, 'Ada'), input)
  settleProposal(database, proposal)
}

const get = () => service.get({ dataset: mugs.dataset })

describe('advice', () => {
  it('is drawn from what was rejected and put back more than once', () => {
    decided(['colour', 'brand'], { verdict: 'reject', reason: 'Too similar' })
    decided(['colour', 'brand'], { verdict: 'reject', reason: 'too similar', note: 'same shop' })
    decided(['colour', 'brand'], { verdict: 'reject', reason: 'Nonsense', note: 'Same shop ' })
    for (const verdict of ['reject', 'reject', 'accept'] as const) decided(['brand'], { verdict })
    for (let times = 0; times < 2; times++) {
      decided(['colour', 'maker'], { verdict: 'edit', content: content('colour') })
    }
    expect(get().suggestions).toEqual([
      {
        line: 'Do not change brand alone: people rejected that.',
        source: 'rejected-alone',
        seen: { count: 2, of: 3 },
      },
      { line: 'Leave maker as it is: people put it back.', source: 'put-back', seen: { count: 2, of: 2 } },
      { line: 'Rejected before: "too similar".', source: 'reason', seen: { count: 2, of: 5 } },
      { line: 'Said of rejected ones: "Same shop".', source: 'note', seen: { count: 2, of: 5 } },
    ])
    expect(get()).toMatchObject({ edited: false, lines: get().suggestions.map(({ line }) => line) })
  })

  it('leaves alone what is rejected no more often than not', () => {
    for (const verdict of ['reject', 'reject', 'accept', 'accept'] as const) decided(['size'], { verdict })
    decided(['size', 'shape'], { verdict: 'edit', content: content('size') })
    expect(get()).toEqual({ lines: [], edited: false, suggestions: [] })
  })

  it('names what counts as a nuisance, once', () => {
    for (let times = 0; times < 2; times++) {
      decided(['brand', 'size'], { verdict: 'edit', content: content('size') })
    }
    const verdict = { kind: 'role', name: 'brand', role: 'nuisance' } as const
    const where = { step: seedStep(workspace, 'Ada'), dataset: mugs.dataset }
    insertAttributeVerdict(workspace.database, where, verdict)
    expect(get().lines).toEqual(['Leave brand as it is: people do not choose by it.'])
  })

  it('is what a person puts in its place, until that is taken back', () => {
    for (let times = 0; times < 2; times++) decided(['a', 'b'], { verdict: 'reject', reason: 'Dull' })
    const { dataset } = mugs
    expect(service.save({ dataset, lines: ['Be bold.'] })).toMatchObject({
      lines: ['Be bold.'],
      edited: true,
    })
    expect(service.save({ dataset, lines: [] })).toMatchObject({ lines: [], edited: true })
    expect(service.save({ dataset, lines: null })).toMatchObject({
      lines: ['Rejected before: "Dull".'],
      edited: false,
    })
  })

  it('stands in the prompts of a job that gives it, and in none other', async () => {
    const answers = [
      { attributes: [{ name: 'color', words: ['red'], why: '' }] },
      { values: { color: 'orange' } },
    ]
    const request = { seed: 1, hint: null, signal: new AbortController().signal }
    const told = scriptedModel(...answers)
    await attributes(told, itemOf('Red mug', ''), { ...request, advice: ['Be bold.', 'Be brief.'] })
    expect(told.asked.map(({ prompt }) => prompt.includes('\n- Be bold.\n- Be brief.\n'))).toEqual([
      true,
      true,
    ])
    const untold = scriptedModel(...answers)
    await attributes(untold, itemOf('Red mug', ''), request)
    expect(untold.asked.some(({ prompt }) => prompt.includes('earlier negatives'))).toBe(false)
  })
})
