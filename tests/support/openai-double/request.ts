import { z } from 'zod'
import { pictureFormat } from '../ollama-double/pictures.ts'

const DATA_URL = /^data:image\/(jpeg|png|webp);base64,([A-Za-z0-9+/]+={0,2})$/

/** The bytes of a picture; a server without a network fetches no address. */
const Picture = z.string().transform((url, context) => {
  const [, format, base64 = ''] = DATA_URL.exec(url) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (base64.length % 4 !== 0 || format !== pictureFormat(bytes)) {
    context.addIssue('image_url must be a data URL of the picture format that it names')
    return z.NEVER
  }
  return bytes
})
const Part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({ url: Picture, detail: z.enum(['auto', 'low', 'high']).optional() }),
  }),
])
const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.string().min(1) }),
  z.strictObject({ role: z.literal('user'), content: z.union([z.string().min(1), z.array(Part).min(1)]) }),
  z.strictObject({ role: z.literal('assistant'), content: z.string().min(1) }),
])

/** What the protocol knows, and nothing else; of what it knows no more than a studio would send. */
export const ChatRequest = z.strictObject({
  model: z.string().min(1),
  messages: z.array(Message).min(1).refine(alternates, 'Conversation roles must alternate user/assistant'),
  response_format: z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      strict: z.literal(true),
      schema: z.record(z.string(), z.unknown()).superRefine((schema, context) => {
        const problem = strictProblem(schema)
        if (problem !== null) context.addIssue(`Invalid schema for response_format 'answer': ${problem}`)
      }),
    }),
  }),
  seed: z
    .int()
    .min(-(2 ** 63))
    .max(2 ** 63)
    .optional(),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().positive().optional(),
  stream: z.literal(false).optional(),
  /** Not of the protocol, but of llama-server and vLLM. */
  chat_template_kwargs: z.strictObject({ enable_thinking: z.boolean() }).optional(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

/** A system message first, if there is one, and then turns that begin and end with the user: what chat templates insist on. */
function alternates(messages: readonly { role: string }[]): boolean {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages
  return (
    turns.length % 2 === 1 && turns.every(({ role }, at) => role === (at % 2 === 0 ? 'user' : 'assistant'))
  )
}

const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['enum', 'const', 'pattern', 'format'],
  number: ['enum', 'minimum', 'maximum', 'multipleOf'],
  integer: ['enum', 'minimum', 'maximum', 'multipleOf'],
  boolean: [],
}

/** Which rule of strict structured outputs a schema breaks; null for none. */
export function strictProblem(schema: unknown, path = '()'): string | null {
  if (typeof schema !== 'object' || schema === null) return `In context=${path}, a schema must be an object.`
  const { type, ...rest } = schema as Record<string, unknown>
  const known = KEYWORDS[String(type)]
  if (known === undefined) return `In context=${path}, schema must have a 'type' key.`
  const stranger = Object.keys(rest).find((keyword) => !known.includes(keyword) && keyword !== 'description')
  if (stranger !== undefined) return `In context=${path}, '${stranger}' is not permitted.`
  if (type === 'array') return strictProblem(rest.items, `${path} items`)
  if (type !== 'object') return null
  if (rest.additionalProperties !== false) {
    return `In context=${path}, 'additionalProperties' is required to be supplied and to be false.`
  }
  const properties = Object.entries((rest.properties ?? {}) as object)
  const required = Array.isArray(rest.required) ? rest.required : []
  const names = properties.map(([name]) => name)
  if (required.length !== names.length || names.some((name) => !required.includes(name))) {
    return `In context=${path}, 'required' is required to be an array including every key in properties.`
  }
  for (const [name, property] of properties) {
    const problem = strictProblem(property, `${path} ${name}`)
    if (problem !== null) return problem
  }
  return null
}

/** The words of a message, and its pictures. */
export function contentOf({ content }: ChatRequest['messages'][number]): {
  text: string
  pictures: Buffer[]
} {
  if (typeof content === 'string') return { text: content, pictures: [] }
  return {
    text: content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
    pictures: content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : [])),
  }
}
