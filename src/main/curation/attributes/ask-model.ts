import { jsonSchema } from '#main/model-servers/json-schema.ts'
import { type ChatAnswer, type ChatMessage, OllamaServer } from '#main/ollama/server.ts'
import type { Settings } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import {
  type AnsweredMerge,
  answerSchema,
  type MergeQuestion,
  promptOf,
  readMerges,
} from './merge-question.ts'

/** In tokens: a merge takes about forty, and most terms stand for themselves. */
const ANSWER_LENGTH = 2048
/** Of an answer that is shown to the model again. */
const SHOWN_CHARACTERS = 4000

export type ModelSettings = Pick<Settings, 'ollamaHost' | 'contextLength'>

/**
 * Asks a model of the Ollama server which terms mean the same, one question after another; each once more, with what is
 * wrong with the answer, where that cannot be used. Temperature 0 and one seed: the same question has the same answer.
 *
 * @param answered called with the merges of each question as they come
 * @throws ServerFailure where the server is away or has no such model, ExpectedError MODEL_FAILED where the model cannot answer
 */
export async function askModel(
  name: string,
  questions: readonly MergeQuestion[],
  settings: ModelSettings,
  answered: (question: MergeQuestion, merges: readonly AnsweredMerge[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const server = new OllamaServer(settings.ollamaHost)
  const model = await server.find(name, signal)
  const { thinking } = await server.capabilities(model.name, signal)
  for (const question of questions) {
    const schema = jsonSchema(answerSchema(question))
    const send = (messages: readonly ChatMessage[], seed: number) =>
      server.chat(
        {
          ...{ model: model.name, messages, schema, seed },
          ...{ thinking: thinking ?? false, temperature: 0, contextLength: settings.contextLength },
          answerLength: ANSWER_LENGTH,
        },
        signal,
      )
    const messages: ChatMessage[] = [{ role: 'user', content: promptOf(question) }]
    const first = await send(messages, 1)
    const read = judged(question, first)
    if (!('wrong' in read)) {
      answered(question, read)
      continue
    }
    const second = await send([...messages, ...repair(first, read.wrong)], 2)
    const repaired = judged(question, second)
    if ('wrong' in repaired) throw unusable(name, question, repaired.wrong)
    answered(question, repaired)
  }
}

function judged(question: MergeQuestion, answer: ChatAnswer): ReturnType<typeof readMerges> {
  return answer.ending === 'length'
    ? { wrong: 'The answer was cut off because it is too long: name fewer merges, with shorter reasons.' }
    : readMerges(question, answer.content)
}

function repair({ content }: ChatAnswer, wrong: string): ChatMessage[] {
  return [
    { role: 'assistant', content: content.slice(0, SHOWN_CHARACTERS) },
    {
      role: 'user',
      content: `Your answer cannot be used. ${wrong}\n\nAnswer with the whole JSON object again.`,
    },
  ]
}

function unusable(model: string, { attribute }: MergeQuestion, wrong: string): ExpectedError {
  const about = attribute === null ? 'the names of attributes' : `the values of “${attribute}”`
  return new ExpectedError('MODEL_FAILED', `${model} gave no usable answer about ${about}: ${wrong}`, {
    retry: 'What it said of others is kept. Ask again, or choose another model.',
  })
}
