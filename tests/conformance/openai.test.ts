import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startOpenAiDouble } from '#tests/support/openai-double/server.ts'

/**
 * What the studio relies on of an OpenAI-compatible server, asked of the double, and of a real one where
 * NEGGEN_OPENAI_HOST names it (up to /v1): the same assertions, so that the double cannot drift.
 */
const real = process.env.NEGGEN_OPENAI_HOST ?? ''
const doubleOf = (kind: 'vllm' | 'llamacpp' | 'plain') => ({
  name: `the double of ${kind}`,
  skipped: false,
  start: async () => {
    const double = await startOpenAiDouble({ kind })
    return { host: double.url, close: () => double.close() }
  },
})
const servers = [
  doubleOf('vllm'),
  doubleOf('llamacpp'),
  doubleOf('plain'),
  {
    name: 'a real server [needs NEGGEN_OPENAI_HOST]',
    skipped: real === '',
    start: async () => ({ host: real, close: async () => {} }),
  },
]

const Models = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.string() })).min(1) })
const Completion = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() })]),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() }),
})
const Refused = z.object({ error: z.object({ message: z.string() }) })
const schema = {
  type: 'object',
  properties: { color: { type: 'string', enum: ['red', 'blue'] } },
  required: ['color'],
  additionalProperties: false,
}
const MINUTES = 120_000

for (const { name, skipped, start } of servers) {
  describe.skipIf(skipped)(`the OpenAI protocol, as ${name} has it`, { timeout: MINUTES }, () => {
    let server: Awaited<ReturnType<typeof start>>
    let model: z.infer<typeof Models>['data'][number]
    beforeAll(async () => {
      server = await start()
      const { data } = Models.parse(await (await fetch(`${server.host}/models`)).json())
      if (data[0] === undefined) throw new Error('The server lists no model.')
      model = data[0]
    })
    afterAll(() => server.close())

    const complete = (change: object = {}, format: object = schema) =>
      fetch(`${server.host}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: model.id,
          messages: [{ role: 'user', content: 'Is blood red or blue? Answer in JSON.' }],
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'answer', strict: true, schema: format },
          },
          seed: 1,
          temperature: 0,
          max_tokens: 200,
          ...(['vllm', 'llamacpp'].includes(model.owned_by) && {
            chat_template_kwargs: { enable_thinking: false },
          }),
          ...change,
        }),
      })

    it('keeps to the schema, and counts its tokens', async () => {
      const { choices, usage } = Completion.parse(await (await complete()).json())
      expect(JSON.parse(choices[0].message.content)).toEqual({
        color: expect.stringMatching(/^(red|blue)$/),
      })
      expect(choices[0].finish_reason).toBe('stop')
      expect(usage.prompt_tokens).toBeGreaterThan(0)
      expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
    })

    it('says the same for the same seed', async () => {
      const say = async () => Completion.parse(await (await complete()).json()).choices[0].message.content
      expect(await say()).toBe(await say())
    })

    it('ends at the bound with the reason "length"', async () => {
      const { choices, usage } = Completion.parse(await (await complete({ max_tokens: 2 })).json())
      expect([choices[0].finish_reason, usage.completion_tokens]).toEqual(['length', 2])
    })

    it('refuses a schema that is none in a sentence', async () => {
      const response = await complete({}, { type: 'nonsense' })
      expect(response.status).toBe(400)
      expect(Refused.parse(await response.json()).error.message).not.toBe('')
    })

    it('has no such model, unless it has one alone and asks for no name', async () => {
      const { status } = await complete({ model: 'neggen-no-such-model' })
      expect(model.owned_by === 'llamacpp' ? [200, 404] : [404]).toContain(status)
    })

    it('has no such route', async () => {
      expect((await fetch(`${server.host}/nope`)).status).toBe(404)
    })
  })
}
