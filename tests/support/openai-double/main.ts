// A double of an OpenAI-compatible server to try the studio with, where there is no model:
//   node tests/support/openai-double/main.ts --port 8080
import { parseArgs } from 'node:util'
import { startOpenAiDouble } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    /** Milliseconds of an answer. */
    pace: { type: 'string', default: '600' },
    /** Answers at once. */
    slots: { type: 'string', default: '4' },
  },
})

const double = await startOpenAiDouble({
  port: Number(values.port),
  answerMilliseconds: Number(values.pace),
  slots: Number(values.slots),
})
console.log(`Double of an OpenAI-compatible server at ${double.url}`)
