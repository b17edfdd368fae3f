import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'

/**
 * What the studio relies on of an Ollama server, asked of the double, and of a real one where NEGGEN_OLLAMA_HOST names
 * it (NEGGEN_OLLAMA_MODEL chooses one of its models): the same assertions, so that the double cannot drift.
 */
const real = process.env.NEGGEN_OLLAMA_HOST ?? ''
const servers = [
  {
    name: 'the double',
    skipped: false,
    start: async () => {
      const double = await startOllamaDouble()
      return { host: double.url, model: double.visionModel, close: () => double.close() }
    },
  },
  {
    name: 'a real server [needs NEGGEN_OLLAMA_HOST]',
    skipped: real === '',
    start: async () => ({ host: real, model: process.env.NEGGEN_OLLAMA_MODEL ?? '', close: async () => {} }),
  },
]

const Tags = z.object({
  models: z.array(
    z.object({ name: z.string(), digest: z.string().length(64), size: z.number(), modified_at: z.string() }),
  ),
})
const Refused = z.object({ error: z.string() })
const Line = z.object({
  done: z.boolean(),
  message: z.object({ content: z.string(), thinking: z.string().optional() }),
})
const Final = z.object({
  done: z.literal(true),
  done_reason: z.string(),
  total_duration: z.number().positive(),
  load_duration: z.number().positive(),
  prompt_eval_count: z.number().positive(),
  eval_count: z.number().positive(),
})
const schema = {
  type: 'object',
  properties: { color: { enum: ['red', 'blue'], type: 'string' } },
  required: ['color'],
}
const MINUTES = 120_000

for (const { name, skipped, start } of servers) {
  describe.skipIf(skipped)(`Ollama's protocol, as ${name} has it`, { timeout: MINUTES }, () => {
    let server: Awaited<ReturnType<typeof start>>
    beforeAll(async () => {
      server = await start()
      if (server.model === '') {
        const { models } = Tags.parse(await (await fetch(`${server.host}/api/tags`)).json())
        server.model = models[0]?.name ?? ''
      }
      // The first answer loads the model, which may take long.
      await chat({}).then((response) => response.text())
    }, MINUTES)
    afterAll(() => server.close())

    const post = (path: string, body: object) =>
      fetch(`${server.host}${path}`, { method: 'POST', body: JSON.stringify(body) })
    const chat = (change: object) =>
      post('/api/chat', {
        model: server.model,
        messages: [{ role: 'user', content: 'Is blood red or blue? Answer in JSON.' }],
        format: schema,
        options: { seed: 1, temperature: 0, num_ctx: 2048, num_predict: 60 },
        ...change,
      })
    const linesOf = async (response: Response) =>
      (await response.text())
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line))
    const refusalOf = async (response: Response) => ({
      status: response.status,
      ...Refused.parse(await response.json()),
    })

    it('names its version, and its models with digest and size', async () => {
      const version = await (await fetch(`${server.host}/api/version`)).json()
      expect(version).toEqual({ version: expect.stringMatching(/^\d+\.\d+/) })
      const { models } = Tags.parse(await (await fetch(`${server.host}/api/tags`)).json())
      expect(models.map((model) => model.name)).toContain(server.model)
    })

    it('streams lines of JSON that end with metrics, and keeps to the schema', async () => {
      const response = await chat({})
      expect(response.headers.get('content-type')).toContain('application/x-ndjson')
      const lines = await linesOf(response)
      expect(Final.parse(lines.at(-1)).done_reason).toBe('stop')
      const messages = lines.map((line) => Line.parse(line).message)
      const said = messages.map(({ content }) => content).join('')
      const thought = messages.map(({ thinking = '' }) => thinking).join('')
      expect(JSON.parse(said.trim() === '' ? thought : said)).toEqual({
        color: expect.stringMatching(/^(red|blue)$/),
      })
    })

    it('answers as a whole where no stream is wanted', async () => {
      const response = await chat({ stream: false })
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(Final.parse(await response.json()).done_reason).toBe('stop')
    })

    it('ends at the bound with the reason "length"', async () => {
      const lines = await linesOf(await chat({ options: { num_ctx: 2048, num_predict: 2 } }))
      expect(Final.parse(lines.at(-1))).toMatchObject({ done_reason: 'length', eval_count: 2 })
    })

    it('has no such model: a chat quotes the name as it came, `show` with its tag', async () => {
      expect(await refusalOf(await chat({ model: 'nope' }))).toEqual({
        status: 404,
        error: "model 'nope' not found",
      })
      expect(await refusalOf(await post('/api/show', { model: 'nope' }))).toEqual({
        status: 404,
        error: "model 'nope:latest' not found",
      })
    })

    it('refuses a schema that is none by JSON in JSON, and a format that is none with 500', async () => {
      const response = await chat({ format: { type: 'nonsense' } })
      expect(response.headers.get('content-type')).toBe('application/json')
      const { status, error } = await refusalOf(response)
      expect([status, error]).toEqual([400, expect.stringContaining('schema conversion failed')])
      expect((await refusalOf(await chat({ format: 'yaml' }))).status).toBe(500)
    })

    it('refuses bytes that are not plain base64', async () => {
      const images = ['data:image/png;base64,iVBORw0KGgo=']
      const { status } = await refusalOf(await chat({ messages: [{ role: 'user', content: '', images }] }))
      expect(status).toBe(400)
    })

    it('refuses a prompt that is longer than the context where it may not cut it', async () => {
      const messages = [{ role: 'user', content: 'word '.repeat(4000) }]
      const { status, error } = await refusalOf(await chat({ messages, truncate: false }))
      expect([status, error]).toEqual([400, expect.stringContaining('exceed_context_size_error')])
    })

    it('says in the stream that a library has no such model', async () => {
      const response = await post('/api/pull', { model: 'neggen-no-such-model' })
      expect(response.status).toBe(200)
      expect((await linesOf(response)).at(-1)).toEqual({ error: expect.any(String) })
    })

    it('loads and unloads a model', async () => {
      const unloaded = await linesOf(await chat({ messages: [], keep_alive: 0 }))
      expect(unloaded.at(-1)).toMatchObject({ done: true, done_reason: 'unload' })
      const loaded = await linesOf(await chat({ messages: [] }))
      expect(loaded.at(-1)).toMatchObject({ done: true, done_reason: 'load' })
    })
  })
}
