import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { CLIENT_CLOSED, CRASHED, NO_LIBRARY, OUT_OF_MEMORY, RUNAWAY, RUNNER_DIED } from './faults.ts'
import { PULLABLE_MODEL, TEXT_MODEL, THINKING_MODEL, VISION_MODEL } from './models.ts'
import { keepAliveMilliseconds } from './runners.ts'
import { type DoubleOptions, type OllamaDouble, startOllamaDouble } from './server.ts'

let double: OllamaDouble
afterEach(() => double.close())

const start = async (options: DoubleOptions = {}): Promise<void> => {
  double = await startOllamaDouble(options)
}

const post = (path: string, body: object, signal?: AbortSignal): Promise<Response> =>
  fetch(`${double.url}${path}`, { method: 'POST', body: JSON.stringify(body), ...(signal && { signal }) })

interface Line {
  message?: { content: string; thinking?: string }
  done?: boolean
  done_reason?: string
  error?: string
  [field: string]: unknown
}

const schema = { type: 'object', properties: { description: { type: 'string' } } }
const user = (content: string, images: string[] = []) => ({ role: 'user', content, images })
const chat = (change: object = {}, signal?: AbortSignal): Promise<Response> =>
  post(
    '/api/chat',
    { model: VISION_MODEL, messages: [user('<title>Amélie</title>')], format: schema, ...change },
    signal,
  )

const lines = async (response: Promise<Response>): Promise<Line[]> =>
  (await (await response).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const contentOf = (list: Line[]): string => list.map((line) => line.message?.content ?? '').join('')
const thinkingOf = (list: Line[]): string => list.map((line) => line.message?.thinking ?? '').join('')

const picture = async (format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png'): Promise<string> => {
  const disc = Buffer.from('<svg width="96" height="96"><circle cx="48" cy="48" r="40" fill="blue"/></svg>')
  return (await sharp(disc).flatten({ background: 'white' }).toFormat(format).toBuffer()).toString('base64')
}

describe('the double of Ollama', () => {
  it('1. streams unless told not to, in lines that are cut inside characters', async () => {
    await start()
    const response = await chat()
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body ?? []) chunks.push(chunk)
    const strict = new TextDecoder('utf-8', { fatal: true })
    expect(chunks.some((chunk) => attempt(() => strict.decode(chunk)) === undefined)).toBe(true)
    expect(Buffer.concat(chunks).toString()).toContain('é')

    const whole = await chat({ stream: false })
    expect(whole.headers.get('content-type')).toContain('application/json')
    expect(await whole.json()).toMatchObject({ done: true, message: { role: 'assistant' } })
  })

  it('2. ends with a line of metrics without the fields that are zero', async () => {
    await start({ loadMilliseconds: 2 })
    expect((await lines(chat())).at(-1)).toMatchObject({
      done: true,
      done_reason: 'stop',
      load_duration: 2e6,
    })
    const second = (await lines(chat())).at(-1)
    expect(second).toMatchObject({ prompt_eval_count: expect.any(Number), eval_count: expect.any(Number) })
    expect(second?.load_duration).toBeGreaterThan(0)
  })

  it('3. answers 404 for a missing model, and 200 with an error line for an unknown pull', async () => {
    await start()
    const missing = await chat({ model: 'absent' })
    expect([missing.status, await missing.json()]).toEqual([404, { error: "model 'absent' not found" }])
    const pull = await post('/api/pull', { model: 'absent' })
    expect(pull.status).toBe(200)
    expect((await pull.text()).trim().split('\n').at(-1)).toBe(
      '{"error":"pull model manifest: file does not exist"}',
    )
  })

  it('4. is strict about base64, and answers pictures for a text model with JSON in JSON', async () => {
    await start()
    for (const bad of [`data:image/png;base64,${await picture()}`, 'abc', 'a b=']) {
      const response = await chat({ messages: [user('', [bad])] })
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining('illegal base64'),
      ])
    }
    const blind = await chat({ model: TEXT_MODEL, messages: [user('', [await picture()])] })
    const { error } = (await blind.json()) as { error: string }
    expect(blind.status).toBe(500)
    expect(JSON.parse(error)).toMatchObject({ error: { message: expect.stringContaining('image input') } })
  })

  it('4. reads PNG, JPEG and GIF, and WebP since 2026', async () => {
    await start({ webp: false })
    const status = async (format: 'png' | 'jpeg' | 'webp' | 'gif'): Promise<number> =>
      (await chat({ messages: [user('', [await picture(format)])] })).status
    expect(await Promise.all([status('png'), status('jpeg'), status('webp'), status('gif')])).toEqual([
      200, 200, 400, 200,
    ])
  })

  it('5. fails with a status before the first piece, with a line after it, or without a final line', async () => {
    await start()
    double.faults.push(
      CRASHED,
      { kind: 'error-line', after: 2, error: 'boom' },
      { kind: 'no-final-line', after: 2 },
    )
    expect((await chat()).status).toBe(500)
    const broken = await lines(chat())
    expect(broken).toHaveLength(3)
    expect(broken.at(-1)).toEqual({ error: 'boom' })
    expect((await lines(chat())).some((line) => line.done)).toBe(false)
    double.faults.push(RUNNER_DIED, NO_LIBRARY, RUNAWAY)
    expect((await lines(chat())).at(-1)).toMatchObject({ error: expect.stringContaining('EOF') })
    const pull = await lines(post('/api/pull', { model: PULLABLE_MODEL }))
    expect(pull.at(-1)).toMatchObject({ error: expect.stringContaining('no such host') })
    expect((await lines(chat({ options: { num_predict: 50 } }))).at(-1)?.done_reason).toBe('length')
  })

  it('5. of models with a template in Go refuses pictures in a sentence', async () => {
    await start()
    double.models = double.models.map((model) => ({ ...model, template: 'go' as const }))
    const blind = await chat({ model: TEXT_MODEL, messages: [user('', [await picture()])] })
    expect([blind.status, await blind.text()]).toEqual([
      400,
      expect.stringContaining('does not support multimodal'),
    ])
  })

  it('5. can cut the connection', async () => {
    await start()
    double.faults.push({ kind: 'dropped', after: 1 })
    await expect(lines(chat())).rejects.toThrow('terminated')
  })

  it('6. cuts answers at num_predict, puts them in thinking, and breaks the schema', async () => {
    await start()
    const short = await lines(chat({ options: { num_predict: 3 } }))
    expect(short.at(-1)?.done_reason).toBe('length')
    expect(contentOf(short)).toHaveLength(12)
    double.faults.push({ kind: 'answer-in-thinking' }, { kind: 'answer', content: '{"no":1}' })
    const thought = await lines(chat())
    expect([contentOf(thought), thinkingOf(thought)]).toEqual(['', expect.stringContaining('{"description"')])
    expect(contentOf(await lines(chat()))).toBe('{"no":1}')
  })

  it('7. thinks where the model can and the request allows it, and refuses to think where it cannot', async () => {
    await start()
    expect(thinkingOf(await lines(chat({ model: THINKING_MODEL })))).not.toBe('')
    expect(thinkingOf(await lines(chat({ model: THINKING_MODEL, think: false })))).toBe('')
    const seen = await lines(chat({ model: THINKING_MODEL, messages: [user('', [await picture()])] }))
    expect([contentOf(seen), thinkingOf(seen)]).toEqual(['', expect.stringContaining('blue')])
    expect((await chat({ think: true })).status).toBe(400)
  })

  it('8. is busy, out of memory, crashed, or late', async () => {
    await start({ parallel: 1, queue: 0, loadMilliseconds: 100, pieceMilliseconds: 2 })
    const first = lines(chat())
    await until(() => double.slots.active === 1)
    expect((await chat()).status).toBe(503)
    await first
    double.faults.push(CLIENT_CLOSED, OUT_OF_MEMORY, CRASHED, { kind: 'late', milliseconds: 40 })
    expect([(await chat()).status, (await chat()).status, (await chat()).status]).toEqual([499, 500, 500])
    const start8 = performance.now()
    expect((await chat()).status).toBe(200)
    expect(performance.now() - start8).toBeGreaterThan(35)
  })

  it('9. sees that a client went away, and frees its slot', async () => {
    await start({ pieceMilliseconds: 20 })
    const gone = new AbortController()
    const response = await chat({}, gone.signal)
    expect(double.slots.active).toBe(1)
    gone.abort()
    await expect(response.text()).rejects.toThrow()
    await until(() => double.slots.active === 0)
    expect(double.of('/api/chat').map(({ aborted }) => aborted)).toEqual([true])
  })

  it('9. forgets a client that went away while it waited', async () => {
    await start({ pieceMilliseconds: 5 })
    const first = lines(chat())
    await until(() => double.slots.active === 1)
    const gone = new AbortController()
    const second = chat({}, gone.signal)
    await until(() => double.of('/api/chat').length === 2)
    gone.abort()
    await expect(second).rejects.toThrow()
    await first
    await lines(chat())
    expect([double.slots.active, double.slots.peak]).toEqual([0, 1])
  })

  it('10. works on one request at a time, and counts the reloads that changed options cost', async () => {
    await start({ pieceMilliseconds: 1 })
    await Promise.all([lines(chat()), lines(chat()), lines(chat())])
    expect(double.slots.peak).toBe(1)
    await lines(chat({ options: { temperature: 0 } }))
    expect([double.runners.loads, double.runners.reloads]).toEqual([1, 0])
    await lines(chat({ options: { num_ctx: 2048 } }))
    expect([double.runners.loads, double.runners.reloads]).toEqual([2, 1])
  })

  it('11. loads and unloads on request, and forgets a model when its time is over', async () => {
    await start()
    const ps = async (): Promise<number> =>
      ((await (await fetch(`${double.url}/api/ps`)).json()) as { models: unknown[] }).models.length
    expect(await lines(chat({ messages: [] }))).toMatchObject([{ done: true, done_reason: 'load' }])
    expect(await ps()).toBe(1)
    expect(await lines(chat({ messages: [], keep_alive: 0 }))).toMatchObject([{ done_reason: 'unload' }])
    expect(await ps()).toBe(0)
    await lines(chat({ keep_alive: '30ms' }))
    expect(await ps()).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(await ps()).toBe(0)
    expect([keepAliveMilliseconds('1h30m'), keepAliveMilliseconds(-1)]).toEqual([
      5_400_000,
      Number.POSITIVE_INFINITY,
    ])
  })

  it('12. refuses pictures that overflow the context, and drops old messages in silence', async () => {
    await start()
    const long = 'word '.repeat(3000)
    const withPicture = await chat({ messages: [user(long, [await picture()])], options: { num_ctx: 2048 } })
    expect(withPicture.status).toBe(400)
    expect(await withPicture.text()).toContain('exceed_context_size_error')
    const messages = [{ role: 'system', content: 'be brief' }, user(long), user('<title>Up</title>')]
    expect(contentOf(await lines(chat({ messages, options: { num_ctx: 2048 } })))).toContain('Up')
    expect(double.of('/api/chat').map(({ dropped }) => dropped)).toEqual([0, 1])
  })

  it('13. refuses foreign host names on loopback', async () => {
    await start()
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = request(
        `${double.url}/api/version`,
        { headers: { host: 'evil.example' } },
        async (response) => {
          resolve({ status: response.statusCode ?? 0, body: await text(response) })
        },
      )
      sent.on('error', reject).end()
    })
    expect(answer).toEqual({ status: 403, body: '' })
  })

  it('14. says the same for the same seed, and something else for others', async () => {
    await start()
    const say = async (seed: number): Promise<string> => contentOf(await lines(chat({ options: { seed } })))
    expect(await say(7)).toBe(await say(7))
    const answers = new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(say)))
    expect(answers.size).toBeGreaterThan(1)
  })

  it('refuses schemas that it cannot read, or ignores them in silence as old servers did', async () => {
    await start()
    const bad = await chat({ format: { type: 'nonsense' } })
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('schema conversion failed')])
    expect((await chat({ format: 'yaml' })).status).toBe(500)
    await double.close()
    await start({ schemas: 'ignored' })
    expect(contentOf(await lines(chat()))).toMatch(/^Sure!\n```json/)
  })

  it('pulls in steps, and goes on where it was interrupted', async () => {
    await start({ pullMilliseconds: 10 })
    const gone = new AbortController()
    const response = await post('/api/pull', { model: PULLABLE_MODEL }, gone.signal)
    const reader = response.body?.getReader()
    for (let seen = ''; !seen.includes('"completed"'); )
      seen += Buffer.from((await reader?.read())?.value ?? [])
    gone.abort()
    await until(() => double.of('/api/pull')[0]?.aborted === true)
    const rest = await lines(post('/api/pull', { model: PULLABLE_MODEL }))
    expect(rest.find((line) => 'total' in line)?.completed).toBeGreaterThan(0)
    expect(rest.at(-1)).toEqual({ status: 'success' })
    expect(await (await post('/api/show', { model: PULLABLE_MODEL })).json()).toMatchObject({
      capabilities: ['completion', 'vision'],
      model_info: { 'ministral.context_length': 32_768 },
    })
  })
})

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
