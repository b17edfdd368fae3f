// A double of Ollama to try the studio with, where there is no model:
//   node tests/support/ollama-double/main.ts --port 11434
import { parseArgs } from 'node:util'
import { startOllamaDouble } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '11434' },
    /** Milliseconds between two pieces of an answer. */
    pace: { type: 'string', default: '15' },
  },
})

const double = await startOllamaDouble({
  port: Number(values.port),
  pieceMilliseconds: Number(values.pace),
  loadMilliseconds: 1500,
  pullMilliseconds: 200,
  pullShare: 0.02,
})
console.log(
  `Double of Ollama ${double.version} at ${double.url}: ${double.models.map(({ name }) => name).join(', ')}`,
)
