import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { type CatalogueTexts, createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import type { TextEncoder } from '#main/encoders/text-encoder.ts'
import {
  type Generation,
  type GenerationItem,
  type GenerationRequest,
  type Generator,
  ItemFailure,
  JobFailure,
  Outage,
  RetryableFailure,
} from '#main/generators/generator.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { createJobsService } from '#main/proposals/jobs-service.ts'
import { createProposalsService } from '#main/proposals/proposals-service.ts'
import { createRegenerate, type Regenerate } from '#main/proposals/regenerate.ts'
import { failCommitsOfLeases, failWrites } from '#main/store/testing/failing-writes.ts'
import { countStepAnswers, readProposedItems, removeAllDatasets } from '#main/store/testing/inspect.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { DatasetId, ItemId, JobId, TemplateId } from '#shared/contract/ids.ts'
import type { StepProvenance } from '#shared/contract/proposals.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { MAX_ATTEMPTS } from './backoff.ts'
import { JobQueue } from './job-queue.ts'
import { fakeGenerator, generation, HeldAnswers } from './testing/fake-generator.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'queue-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

interface Studio {
  workspace: Workspace
  queue: JobQueue
  jobs: ReturnType<typeof createJobsService>
  regenerate: Regenerate
  events: StudioEvent[]
  bugs: unknown[]
  /** Data sets of the jobs that ended with proposals. */
  finished: DatasetId[]
  close(): Promise<void>
}

/** The section of the contract that shows what was proposed. */
function proposalsOf({ workspace }: Studio) {
  const texts = createCatalogueEncoder(workspace)
  return createProposalsService({ workspace, texts, pictures: createPictureEncoder(workspace) })
}

let instances = 0

/** A killed process says nothing more, to nobody. */
const silence = <T>() => new Promise<T>(() => undefined)

/** An engine's queue over the test's workspace, as it is after every start. */
function studio(
  createGenerator: () => Generator,
  {
    name = 'workspace',
    life = { killed: false },
    encoderOf = ({ encoder }) => encoder,
    onBug = () => undefined,
    outagePatience,
  }: {
    name?: string
    life?: { killed: boolean }
    /** What negatives are measured by, once the catalogue is encoded. */
    encoderOf?: (texts: CatalogueTexts) => TextEncoder
    onBug?: () => void
    outagePatience?: number
  } = {},
): Studio {
  const workspace = openWorkspace(join(folder, name))
  const encode = createCatalogueEncoder(workspace)
  const events: StudioEvent[] = []
  const bugs: unknown[] = []
  const finished: DatasetId[] = []
  const queue = new JobQueue({
    onFinished: (dataset) => finished.push(dataset),
    workspace,
    publish: (event) => events.push(event),
    instance: `instance ${++instances}`,
    catalogue: async (dataset) => {
      const texts = await encode(dataset)
      return life.killed ? silence() : { ...texts, encoder: encoderOf(texts) }
    },
    pictures: createPictureEncoder(workspace),
    createGenerator,
    ...(outagePatience !== undefined && { outagePatience }),
    onBug: (error) => {
      bugs.push(error)
      onBug()
    },
  })
  const { freeze } = createGenerators({ workspace, canary: new Canary() })
  const jobs = createJobsService({ workspace, queue, freezeGenerator: freeze })
  const regenerate = createRegenerate({ workspace, queue })
  const close = async () => {
    await queue.close()
    workspace.database.close()
  }
  return { workspace, queue, jobs, regenerate, events, bugs, finished, close }
}

function seed(workspace: Workspace, count = 6): { dataset: DatasetId; items: ItemId[] } {
  const titles = Array.from({ length: count }, (_, index) => ({ title: `red mug ${index}` }))
  return seedCatalogue(workspace, 'mugs', titles)
}

/** A generator that asks once it has its turn, as one with a language model does. */
function askingInTurns(
  propose: (item: GenerationItem, request: GenerationRequest) => Promise<Generation>,
): Generator {
  return {
    ...fakeGenerator(async (item, request) => {
      const endTurn = await request.turns?.take('values')
      try {
        return await propose(item, request)
      } finally {
        endTurn?.()
      }
    }),
    window: 2,
  }
}

const answered: StepProvenance = {
  step: 'values',
  template: { id: 1 as TemplateId, version: 1, name: 'NegGen' },
  milliseconds: 1,
  promptTokens: null,
  answerTokens: null,
  answers: ['{}'],
}

const proposed = (workspace: Workspace): ItemId[] => readProposedItems(workspace.database)

const retryNow = () => new RetryableFailure('UNREACHABLE', 'The server is busy.', { retryAfter: 0 })

describe('a job', () => {
  it('proposes for every item once, in catalogue order, and tells the windows', async () => {
    const asked: string[] = []
    const one = studio(() =>
      fakeGenerator(async (item) => {
        asked.push(item.title)
        return generation(item)
      }),
    )
    const { dataset, items } = seed(one.workspace)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    expect(job).toMatchObject({ state: 'running', total: 6, done: 0, rate: null, secondsLeft: null })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({
      state: 'finished',
      done: 6,
      failed: 0,
      secondsLeft: null,
    })
    expect(proposed(one.workspace)).toEqual(items)
    expect(asked).toEqual(items.map((_, index) => `red mug ${index}`))
    expect(one.events.filter(({ topic }) => topic === 'proposal')).toHaveLength(6)
    expect(one.events.at(-1)).toMatchObject({ topic: 'job', job: { state: 'finished', done: 6 } })
    expect(one.finished).toEqual([dataset])
    await one.close()
  })

  it('stores quality metrics and provenance with the proposal', async () => {
    const one = studio(() => fakeGenerator())
    const { dataset } = seed(one.workspace, 2)
    const job = one.jobs.propose({ dataset, generator: 'rule-based', seed: 7 })
    await one.queue.settled(job.id)
    const proposals = proposalsOf(one)
    const list = proposals.list({ filter: { dataset }, sort: 'oldest', offset: 0, limit: 10 })
    expect(list.total).toBe(2)
    const [first] = list.proposals
    expect(first).toMatchObject({ model: 'no model', state: 'pending', title: 'red mug 0' })
    expect(first?.qualityMetrics.contrastText).toBeGreaterThan(0)
    expect(first?.qualityMetrics).toMatchObject({
      contrastImage: null,
      hardness: null,
      falseNegativeRisk: null,
    })
    expect(first && proposals.provenance({ proposal: first.id })).toMatchObject({
      seed: 7,
      encoder: 'hashed-tfidf@1',
      options: { generator: { name: 'rule-based' }, seed: 7 },
    })
    await one.close()
  })

  it('takes the next items that have no proposal yet, and no items twice', async () => {
    const one = studio(() => fakeGenerator())
    const { dataset, items } = seed(one.workspace)
    const sizes: number[] = []
    // The first two jobs are live at once.
    const first = one.jobs.propose({ dataset, generator: 'rule-based', limit: 2 })
    const second = one.jobs.propose({ dataset, generator: 'rule-based', limit: 3 })
    await Promise.all([one.queue.settled(first.id), one.queue.settled(second.id)])
    const third = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(third.id)
    for (const job of [first, second, third]) sizes.push(job.total)
    expect(sizes).toEqual([2, 3, 1])
    expect(proposed(one.workspace)).toEqual(items)
    const fourth = one.jobs.propose({ dataset, generator: 'rule-based' })
    expect(fourth).toMatchObject({ state: 'finished', total: 0 })
    expect(fourth.message).toMatch(/already/)
    await one.close()
  })

  it('takes the items that are named, whether or not they have proposals, but not strangers', async () => {
    const one = studio(() => fakeGenerator())
    const { dataset, items } = seed(one.workspace, 3)
    const [, middle] = items
    if (middle === undefined) throw new Error('three items')
    for (const run of [1, 2]) {
      const job = one.jobs.propose({ dataset, generator: 'rule-based', items: [middle] })
      await one.queue.settled(job.id)
      expect(proposed(one.workspace)).toEqual(Array.from({ length: run }, () => middle))
    }
    const stranger = 999 as ItemId
    expect(() => one.jobs.propose({ dataset, generator: 'rule-based', items: [stranger] })).toThrow(/not in/)
    expect(() => one.jobs.propose({ dataset: 99 as DatasetId, generator: 'rule-based' })).toThrow(/not exist/)
    await one.close()
  })

  it('keeps as many requests in flight as it was asked to', async () => {
    const held = new HeldAnswers()
    const one = studio(() => fakeGenerator(held.propose))
    const { dataset } = seed(one.workspace)
    const job = one.jobs.propose({ dataset, generator: 'rule-based', concurrency: 3 })
    await vi.waitFor(() => expect(held.asked).toHaveLength(3))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(held.asked).toHaveLength(3)
    held.releaseAll()
    await vi.waitFor(() => expect(held.asked).toHaveLength(6))
    held.releaseAll()
    await one.queue.settled(job.id)
    await one.close()
  })

  it('regenerates with a new seed and the hint, beside the proposal that is there', async () => {
    const one = studio(() => fakeGenerator())
    const { dataset, items } = seed(one.workspace, 1)
    const first = one.jobs.propose({ dataset, generator: 'rule-based', seed: 5 })
    await one.queue.settled(first.id)
    const proposals = proposalsOf(one)
    const list = () => proposals.list({ filter: { dataset }, sort: 'oldest', offset: 0, limit: 9 }).proposals
    for (const hint of ['less blue', 'no hint more']) {
      const [origin] = list()
      if (origin === undefined) throw new Error('one proposal')
      const again = one.regenerate({ proposal: origin.id, hint })
      expect(again).toMatchObject({ total: 1, options: { generator: { name: 'rule-based' }, hint } })
      await one.queue.settled(again.id)
    }
    expect(proposed(one.workspace)).toEqual([items[0], items[0], items[0]])
    const said = list().map(({ id }) => proposals.provenance({ proposal: id }))
    expect(said.map(({ seed: value, hint }) => [value, hint])).toEqual([
      [5, null],
      [6, 'less blue'],
      [7, 'no hint more'],
    ])
    await one.close()
  })
})

describe('failures', () => {
  it('that may pass are tried again, a few times', async () => {
    const attempts = new Map<string, number>()
    const one = studio(() =>
      fakeGenerator(async (item) => {
        const attempt = (attempts.get(item.title) ?? 0) + 1
        attempts.set(item.title, attempt)
        if (item.title === 'red mug 1' || attempt < 3) throw retryNow()
        return generation(item)
      }),
    )
    const { dataset } = seed(one.workspace, 3)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 2, failed: 1 })
    expect([...attempts.values()]).toEqual([3, MAX_ATTEMPTS, 3])
    expect(one.jobs.failures({ job: job.id })).toMatchObject([
      { title: 'red mug 1', attempts: MAX_ATTEMPTS, error: 'The server is busy.' },
    ])
    expect(one.bugs).toEqual([])
    await one.close()
  })

  it('in a row make the job stand still instead of failing all night', async () => {
    const one = studio(() => fakeGenerator(() => Promise.reject(retryNow())))
    const { dataset } = seed(one.workspace, 6)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({
      state: 'paused',
      failed: 3,
      message: 'The server is busy.',
    })
    await one.close()
  })

  it('of one item keep what the model said, and can be tried again', async () => {
    let broken = true
    const one = studio(() =>
      fakeGenerator(async (item) => {
        if (broken && item.title === 'red mug 1') {
          throw new ItemFailure('MODEL_FAILED', 'No JSON.', { answers: ['I cannot.', 'Sorry.'] })
        }
        return generation(item)
      }),
    )
    const { dataset, items } = seed(one.workspace, 3)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id }).message).toBe('One item failed.')
    expect(one.jobs.failures({ job: job.id })).toMatchObject([
      { error: 'No JSON.', answers: ['I cannot.', 'Sorry.'] },
    ])
    broken = false
    expect(one.jobs.retryFailed({ job: job.id })).toMatchObject({
      state: 'running',
      failed: 0,
      message: null,
    })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 3 })
    expect(proposed(one.workspace).toSorted()).toEqual(items)
    await one.close()
  })

  it('that nobody foresaw are logged, and the job goes on', async () => {
    const bug = new TypeError('x is not a function')
    const one = studio(() =>
      fakeGenerator(async (item) => {
        if (item.title === 'red mug 0') throw bug
        return generation(item)
      }),
    )
    const { dataset } = seed(one.workspace, 2)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.bugs).toEqual([bug])
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 1, failed: 1 })
    expect(one.jobs.failures({ job: job.id })[0]?.error).toMatch(/x is not a function/)
    await one.close()
  })

  it('of the whole job pause it with the sentence to act on, and resuming goes on', async () => {
    let gone = true
    const one = studio(() =>
      fakeGenerator(async (item) => {
        if (gone && item.title === 'red mug 2') {
          throw new JobFailure('UNREACHABLE', 'Ollama is gone.', { retry: 'Start it, then resume.' })
        }
        return generation(item)
      }),
    )
    const { dataset, items } = seed(one.workspace, 4)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    const paused = one.jobs.get({ job: job.id })
    expect(paused).toMatchObject({ state: 'paused', done: 2, failed: 0 })
    expect(paused.message).toBe('Ollama is gone. Start it, then resume.')
    gone = false
    expect(one.jobs.resume({ job: job.id })).toMatchObject({ state: 'running', message: null })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 4 })
    expect(proposed(one.workspace)).toEqual(items)
    await one.close()
  })

  it('before the first item pause the job, too', async () => {
    const prepare = () => Promise.reject(new JobFailure('MODEL_FAILED', 'The model is blind.'))
    const one = studio(() => fakeGenerator(undefined, prepare))
    const { dataset } = seed(one.workspace, 2)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'paused', message: 'The model is blind.' })
    await one.close()
  })

  it('of the server of the encoder pause the job, and no item fails', async () => {
    let away = true
    const encoderOf = ({ encoder }: CatalogueTexts): TextEncoder => ({
      dimensions: encoder.dimensions,
      encode: async (texts) => {
        if (away) throw new ExpectedError('UNREACHABLE', 'No server answers.', { retry: 'Start it.' })
        return encoder.encode(texts)
      },
    })
    const one = studio(() => fakeGenerator(), { encoderOf })
    const { dataset } = seed(one.workspace, 4)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    const message = 'No server answers. Start it.'
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'paused', done: 0, failed: 0, message })
    away = false
    one.jobs.resume({ job: job.id })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 4 })
    await one.close()
  })

  it('of every item make a failed job', async () => {
    const one = studio(() => fakeGenerator(() => Promise.reject(new ItemFailure('MODEL_FAILED', 'No JSON.'))))
    const { dataset } = seed(one.workspace, 2)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'failed', failed: 2 })
    expect(one.finished).toEqual([])
    await one.close()
  })
})

describe('of a generator that takes turns', () => {
  it('an item that came further has all its attempts before it', async () => {
    let asked = 0
    const one = studio(() =>
      askingInTurns(async (item, { memory }) => {
        asked += 1
        if (asked === MAX_ATTEMPTS) memory?.keep(answered)
        if (asked < 2 * MAX_ATTEMPTS - 1) throw retryNow()
        return generation(item)
      }),
    )
    const { dataset } = seed(one.workspace, 1)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ done: 1, failed: 0 })
    expect(one.jobs.items({ job: job.id })).toMatchObject([{ attempts: MAX_ATTEMPTS }])
    await one.close()
  })

  it('an item that fails says how often it was tried since it came further', async () => {
    let asked = 0
    const one = studio(() =>
      askingInTurns((_, { memory }) => {
        asked += 1
        if (asked === 3) memory?.keep(answered)
        return Promise.reject(retryNow())
      }),
    )
    const { dataset } = seed(one.workspace, 1)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job.id)
    expect(one.jobs.failures({ job: job.id })).toMatchObject([{ attempts: MAX_ATTEMPTS }])
    expect(asked).toBe(2 + MAX_ATTEMPTS)
    await one.close()
  })

  it.each(['the item', 'all that the engine holds'] as const)(
    'an item that waited for its turn keeps its count when %s is given back',
    async (what) => {
      const held = new HeldAnswers()
      const killed = studio(() => askingInTurns(held.propose))
      const { dataset } = seed(killed.workspace, 2)
      const { id: job } = killed.jobs.propose({ dataset, generator: 'rule-based' })
      await vi.waitFor(() => expect(held.asked).toEqual(['red mug 0']))

      let letWrite = (): void => undefined
      const gone = new JobFailure('UNREACHABLE', 'Ollama is gone.')
      const begun: string[] = []
      const secondHasTurn = Promise.withResolvers<void>()
      const next = studio(
        () => ({
          ...fakeGenerator(async (item, { turns }) => {
            // The second item comes first; the other waits for its turn when it fails.
            if (item.title === 'red mug 0') await secondHasTurn.promise
            await turns?.take('values')
            begun.push(item.title)
            secondHasTurn.resolve()
            await setImmediate()
            throw gone
          }),
          window: 2,
        }),
        { onBug: () => letWrite() },
      )
      next.queue.start()
      if (what !== 'the item') letWrite = failWrites(next.workspace.database, 'release of a lease')
      await next.queue.settled(job)
      expect(begun).toEqual(['red mug 1'])
      expect(next.jobs.get({ job })).toMatchObject({ state: 'paused', done: 0, failed: 0 })
      expect(next.jobs.items({ job })).toMatchObject([
        { state: 'waiting', attempts: 1 },
        { state: 'waiting', attempts: 0 },
      ])
      await next.close()
    },
  )

  it.each(['stopped', 'killed too often'])('no answers stay of a job that was %s', async (how) => {
    const held = new HeldAnswers()
    const keeping = () =>
      askingInTurns((item, request) => {
        if (how === 'stopped' || held.asked.length === 0) request.memory?.keep(answered)
        return held.propose(item, request)
      })
    const first = studio(keeping)
    const { dataset } = seed(first.workspace, 1)
    const { id: job } = first.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(held.asked).toHaveLength(1))
    expect(countStepAnswers(first.workspace.database)).toBe(1)
    if (how === 'stopped') {
      first.jobs.stop({ job })
    } else {
      for (let start = 1; start < MAX_ATTEMPTS; start++) {
        studio(keeping).queue.start()
        await vi.waitFor(() => expect(held.asked).toHaveLength(1 + start))
      }
      const last = studio(keeping)
      last.queue.start()
      await last.queue.settled(job)
      expect(last.jobs.failures({ job })[0]?.error).toMatch(/The studio stopped/)
    }
    expect(countStepAnswers(first.workspace.database)).toBe(0)
    await first.close()
  })
})

describe('answers that cannot be used', () => {
  const useless = () =>
    new ItemFailure('MODEL_FAILED', 'The answer is not JSON.', { answers: ['No.', 'No, really.'] })

  it('pause the job once items in a row had nothing else, and the rest waits', async () => {
    const one = studio(() => fakeGenerator(() => Promise.reject(useless())))
    const { dataset } = seed(one.workspace, 30)
    const { id: job } = one.jobs.propose({ dataset, generator: 'rule-based', concurrency: 1 })
    await one.queue.settled(job)
    const { state, failed, message } = one.jobs.get({ job })
    expect(state).toBe('paused')
    expect(failed).toBeLessThan(30)
    expect(message).toBe(
      `${failed} items in a row failed, the last one so: The answer is not JSON. The failures have what the model said. Choose another model, strategy or template, or resume.`,
    )
    await one.close()
  })

  it.each([
    ['one in between can be used', (index: number) => (index % 10 === 9 ? null : useless())],
    ['no model was asked', () => new ItemFailure('BAD_INPUT', 'Nothing can change.')],
  ])('do not where %s', async (_, failureOf) => {
    let asked = 0
    const one = studio(() =>
      fakeGenerator((item) => {
        const failure = failureOf(asked++)
        return failure === null ? Promise.resolve(generation(item)) : Promise.reject(failure)
      }),
    )
    const { dataset } = seed(one.workspace, 30)
    const { id: job } = one.jobs.propose({ dataset, generator: 'rule-based', concurrency: 1 })
    await one.queue.settled(job)
    const { state, done, failed } = one.jobs.get({ job })
    expect(['finished', 'failed']).toContain(state)
    expect(done + failed).toBe(30)
    await one.close()
  })
})

describe('a server that is gone', () => {
  const gone = () => new Outage('UNREACHABLE', 'Ollama does not answer.', { retry: 'Start Ollama.' })

  it('is waited for, which the job says, and no attempt is lost', async () => {
    let back = false
    const one = studio(() =>
      askingInTurns((item) => (back ? Promise.resolve(generation(item)) : Promise.reject(gone()))),
    )
    const { dataset, items } = seed(one.workspace, 3)
    const { id: job } = one.jobs.propose({ dataset, generator: 'rule-based', concurrency: 2 })
    const told = () => one.events.flatMap((event) => (event.topic === 'job' ? [event.job.waitingFor] : []))
    await vi.waitFor(() => expect(told().at(-1)).toMatch(/^Ollama does not answer\. The job waits/))
    expect(one.jobs.get({ job }).state).toBe('running')
    back = true
    await one.queue.settled(job)
    expect(proposed(one.workspace)).toEqual(items)
    expect(one.jobs.items({ job }).map(({ attempts }) => attempts)).toEqual([1, 1, 1])
    expect(told().at(-1)).toBeNull()
    await one.close()
  })

  it('pauses the job once patience ends, with its items waiting', async () => {
    const one = studio(() => askingInTurns(() => Promise.reject(gone())), { outagePatience: 10 })
    const { dataset } = seed(one.workspace, 3)
    const { id: job } = one.jobs.propose({ dataset, generator: 'rule-based', concurrency: 2 })
    await one.queue.settled(job)
    expect(one.jobs.get({ job })).toMatchObject({
      state: 'paused',
      failed: 0,
      waitingFor: null,
      message: 'Ollama does not answer. Start Ollama.',
    })
    expect(one.jobs.items({ job }).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['waiting', 0],
      ['waiting', 0],
      ['waiting', 0],
    ])
    await one.close()
  })

  it('keeps no pause waiting', async () => {
    const one = studio(() => fakeGenerator(() => Promise.reject(gone())))
    const { dataset } = seed(one.workspace, 1)
    const { id: job } = one.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(one.jobs.get({ job }).waitingFor).not.toBeNull())
    one.jobs.pause({ job })
    await one.queue.settled(job)
    expect(one.jobs.items({ job })).toMatchObject([{ state: 'waiting', attempts: 0 }])
    await one.close()
  })
})

describe('a lease', () => {
  it('that the disk did not take is not worked on, and the job pauses', async () => {
    const asked: string[] = []
    const one = studio(() =>
      fakeGenerator(async (item) => {
        asked.push(item.title)
        return generation(item)
      }),
    )
    const { dataset, items } = seed(one.workspace, 2)
    const letCommit = failCommitsOfLeases(one.workspace.database)
    const { id: job } = one.jobs.propose({ dataset, generator: 'rule-based' })
    await one.queue.settled(job)
    expect(asked).toEqual([])
    expect(one.jobs.get({ job })).toMatchObject({ state: 'paused', done: 0, failed: 0 })
    letCommit()
    one.jobs.resume({ job })
    await one.queue.settled(job)
    expect(proposed(one.workspace)).toEqual(items)
    await one.close()
  })
})

describe('commands', () => {
  it('pause lets what is in flight come to its end, and begins nothing', async () => {
    const held = new HeldAnswers()
    const one = studio(() => fakeGenerator(held.propose))
    const { dataset, items } = seed(one.workspace)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(held.asked).toHaveLength(1))
    expect(one.jobs.pause({ job: job.id }).state).toBe('paused')
    held.releaseAll()
    await one.queue.settled(job.id)
    expect(held.asked).toHaveLength(1)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'paused', done: 1 })
    expect(proposed(one.workspace)).toEqual(items.slice(0, 1))
    await one.close()
  })

  it('resume while a paused item is still in flight goes on after it', async () => {
    const held = new HeldAnswers()
    const one = studio(() => fakeGenerator(held.propose))
    const { dataset } = seed(one.workspace, 2)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(held.asked).toHaveLength(1))
    one.jobs.pause({ job: job.id })
    one.jobs.resume({ job: job.id })
    held.releaseAll()
    await vi.waitFor(() => expect(held.asked).toHaveLength(2))
    held.releaseAll()
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'finished', done: 2 })
    await one.close()
  })

  it('pause ends the wait for another attempt', async () => {
    const later = new RetryableFailure('UNREACHABLE', 'Busy.', { retryAfter: 3_600_000 })
    let asked = 0
    const one = studio(() =>
      fakeGenerator(() => {
        asked++
        return Promise.reject(later)
      }),
    )
    const { dataset } = seed(one.workspace, 1)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(asked).toBe(1))
    one.jobs.pause({ job: job.id })
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'paused', done: 0, failed: 0 })
    await one.close()
  })

  it('stop drops what is in flight, keeps what is done, and is final', async () => {
    const held = new HeldAnswers()
    const one = studio(() => fakeGenerator(held.propose))
    const { dataset, items } = seed(one.workspace, 3)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(held.asked).toHaveLength(1))
    held.releaseAll()
    await vi.waitFor(() => expect(held.asked).toHaveLength(2))
    const stopped = one.jobs.stop({ job: job.id })
    expect(stopped.state).toBe('stopped')
    expect(stopped.finishedAt).not.toBeNull()
    await one.queue.settled(job.id)
    expect(one.jobs.get({ job: job.id })).toMatchObject({ state: 'stopped', done: 1, failed: 0 })
    expect(() => one.jobs.resume({ job: job.id })).toThrow('This job is stopped and cannot be resumed.')
    expect(() => one.jobs.retryFailed({ job: job.id })).toThrow(/stopped/)
    // Its items are free for the next job.
    expect(one.jobs.propose({ dataset, generator: 'rule-based' }).total).toBe(2)
    expect(proposed(one.workspace)).toEqual(items.slice(0, 1))
    await one.close()
  })

  it('name a job that is gone', async () => {
    const one = studio(() => fakeGenerator())
    expect(() => one.jobs.get({ job: 9 as JobId })).toThrow(/does not exist/)
    await one.close()
  })
})

describe('preparation that takes long', () => {
  it('keeps neither pause nor close waiting', async () => {
    const one = studio(() => fakeGenerator(), { life: { killed: true } })
    const { dataset } = seed(one.workspace)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    one.jobs.pause({ job: job.id })
    await one.queue.settled(job.id)
    one.jobs.resume({ job: job.id })
    await one.close()
    expect(one.bugs).toEqual([])
  })
})

describe('a removed data set', () => {
  it('takes its running job with it, without a sound', async () => {
    const held = new HeldAnswers()
    const one = studio(() => fakeGenerator(held.propose))
    const { dataset } = seed(one.workspace)
    const job = one.jobs.propose({ dataset, generator: 'rule-based' })
    await vi.waitFor(() => expect(held.asked).toHaveLength(1))
    removeAllDatasets(one.workspace.database)
    held.releaseAll()
    await one.queue.settled(job.id)
    expect(one.bugs).toEqual([])
    expect(one.jobs.list()).toEqual([])
    await one.close()
  })
})

describe('after the engine', () => {
  it('was closed in order, the next one continues with what was in flight', async () => {
    const held = new HeldAnswers()
    const one = studio(() => fakeGenerator(held.propose))
    const { dataset, items } = seed(one.workspace, 3)
    const job = one.jobs.propose({ dataset, generator: 'rule-based', concurrency: 2 })
    await vi.waitFor(() => expect(held.asked).toHaveLength(2))
    await one.close()
    const two = studio(() => fakeGenerator())
    expect(two.jobs.get({ job: job.id })).toMatchObject({ state: 'running', done: 0 })
    two.queue.start()
    await two.queue.settled(job.id)
    expect(proposed(two.workspace)).toEqual(items)
    await two.close()
  })

  it('was killed several times by one item, that item fails and the others go on', async () => {
    for (let start = 0; start < MAX_ATTEMPTS; start++) {
      const held = new HeldAnswers()
      const killed = studio(() => fakeGenerator(held.propose))
      if (start === 0) {
        const { dataset } = seed(killed.workspace, 2)
        killed.jobs.propose({ dataset, generator: 'rule-based' })
      } else {
        killed.queue.start()
      }
      await vi.waitFor(() => expect(held.asked).toHaveLength(1))
      // Left alone with its requests unanswered forever: as good as killed.
    }
    const last = studio(() => fakeGenerator())
    last.queue.start()
    const job = 1 as JobId
    await last.queue.settled(job)
    expect(last.jobs.get({ job })).toMatchObject({ state: 'finished', done: 1, failed: 1 })
    expect(last.jobs.failures({ job })[0]?.error).toMatch(/The studio stopped/)
    await last.close()
  })

  it('was paused, resumed and killed at random, every item has exactly one proposal', async () => {
    const act = fc.constantFrom('kill', 'close', 'pause and resume', 'work', 'propose again')
    let workspaces = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (acts, concurrency) => {
          const name = `random-${++workspaces}`
          let life = { killed: false }
          // Every second request for these items is refused.
          const refused = new Set<ItemId>()
          const start = () => {
            const own = { killed: false }
            life = own
            const generator = fakeGenerator(async (item, { signal }) => {
              await new Promise((resolve) => setTimeout(resolve, 1))
              if (own.killed) return silence()
              signal.throwIfAborted()
              if (item.id % 4 === 0 && !refused.delete(item.id)) {
                refused.add(item.id)
                throw retryNow()
              }
              return generation(item)
            })
            return studio(() => generator, { name, life: own })
          }
          let current = start()
          const { dataset, items } = seed(current.workspace, 8)
          const job = current.jobs.propose({ dataset, generator: 'rule-based', concurrency })
          for (const step of acts) {
            await new Promise((resolve) => setTimeout(resolve, 3))
            if (step === 'kill') {
              life.killed = true
              // Until all that it had in hand has fallen silent.
              await new Promise((resolve) => setTimeout(resolve, 25))
              current = start()
              current.queue.start()
            } else if (step === 'close') {
              await current.close()
              current = start()
              current.queue.start()
            } else if (step === 'pause and resume') {
              if (current.jobs.get({ job: job.id }).state === 'running') {
                current.jobs.pause({ job: job.id })
                current.jobs.resume({ job: job.id })
              }
            } else if (step === 'propose again') {
              // Nothing is left for it: all items are done or awaited.
              expect(current.jobs.propose({ dataset, generator: 'rule-based' }).total).toBe(0)
            }
          }
          await current.queue.settled(job.id)
          const end = current.jobs.get({ job: job.id })
          expect([end.state, end.done + end.failed]).toEqual(['finished', 8])
          current.jobs.retryFailed({ job: job.id })
          await current.queue.settled(job.id)
          expect(proposed(current.workspace)).toEqual(items)
          expect(current.bugs).toEqual([])
          await current.close()
        },
      ),
      { numRuns: 15 },
    )
  }, 30_000)
})
