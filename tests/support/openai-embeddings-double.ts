import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { wordVector } from './ollama-double/embeddings.ts'

export const OPENAI_EMBEDDING_MODEL = 'bge-small'
const DIMENSIONS = 16

/** What a strict server takes: nothing that the protocol does not know, and no empty text. */
const Request = z.strictObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.int().positive().optional(),
  user: z.string().optional(),
})

/** Answers the next request in place of vectors. */
export interface OpenAiFault {
  status: number
  headers?: Record<string, string>
  body: string
}

/**
 * A server that embeds as the OpenAI protocol has it. Its vectors are not of length 1 and come in no order, as the
 * protocol allows.
 */
export async function startOpenAiDouble({ key }: { key?: string } = {}) {
  const faults: OpenAiFault[] = []
  const requests: { headers: IncomingHttpHeaders; body: z.infer<typeof Request> }[] = []
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (status: number, message: string, type = 'invalid_request_error') =>
      answer(status, { error: { message, type, param: null, code: null } })
    if (request.method !== 'POST' || request.url !== '/v1/embeddings') return refuse(404, 'Not Found')
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      return refuse(401, 'Incorrect API key provided.')
    }
    const parsed = Request.safeParse(await json(request))
    const fault = faults.shift()
    if (fault !== undefined) return response.writeHead(fault.status, fault.headers).end(fault.body)
    if (!parsed.success) return refuse(400, z.prettifyError(parsed.error))
    const { model, input, dimensions = DIMENSIONS } = parsed.data
    requests.push({ headers: request.headers, body: parsed.data })
    if (model !== OPENAI_EMBEDDING_MODEL) return refuse(404, `The model '${model}' does not exist.`)
    const texts = [input].flat()
    return answer(200, {
      object: 'list',
      model,
      data: texts
        .map((text, index) => ({
          object: 'embedding',
          index,
          embedding: wordVector(text, dimensions).map((value) => value * 3),
        }))
        .reverse(),
      usage: { prompt_tokens: texts.length, total_tokens: texts.length },
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    faults,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
