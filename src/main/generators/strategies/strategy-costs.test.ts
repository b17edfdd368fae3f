import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, it, onTestFinished } from 'vitest'
import { OllamaModel } from '#main/ollama/ollama-model.ts'
import { OllamaServer } from '#main/ollama/server.ts'
import { BUILT_IN } from '#main/proposals/templates/built-in.ts'
import { ItemId, MediaHash, TemplateId } from '#shared/contract/ids.ts'
import type { StrategyName } from '#shared/generators/strategies/strategy-name.ts'
import { VISION_MODEL } from '#tests/support/ollama-double/models.ts'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import type { GenerationItem } from '../generator.ts'
import { strategyCode } from './registry.ts'
import type { StrategyContext } from './strategy.ts'

const movies = resolve(import.meta.dirname, '../../../../../shared/data/movies')

function someMovies(count: number): GenerationItem[] {
  const rows: Record<string, string>[] = parse(readFileSync(join(movies, 'items.csv')), {
    columns: true,
    to: count,
  })
  return rows.map((row, index) => ({
    id: ItemId.parse(index + 1),
    title: row.title ?? '',
    description: row.description ?? '',
    category: row.genres?.split('|')[0] ?? null,
    attributes: [],
    image: { hash: MediaHash.parse('c'.repeat(64)), path: join(movies, row.image ?? '') },
  }))
}

async function costOf(strategy: StrategyName, items: readonly GenerationItem[]) {
  const double = await startOllamaDouble()
  onTestFinished(() => double.close())
  const context: StrategyContext = {
    server: new OllamaModel({
      server: new OllamaServer(double.url),
      model: VISION_MODEL,
      sees: true,
      thinking: false,
      temperature: 0.8,
      contextLength: 8192,
    }),
    pictures: true,
    template(kind) {
      const found = BUILT_IN.find((one) => one.kind === kind)
      if (found === undefined) throw new Error(`no ${kind}`)
      return { id: TemplateId.parse(1), version: 1, ...found }
    },
  }
  const cost = { calls: 0, described: 0, written: 0, repaired: 0 }
  for (const item of items) {
    const request = { seed: 1, hint: null, signal: new AbortController().signal }
    const { steps, flags } = await strategyCode[strategy](context, item, request)
    cost.repaired += flags.includes('repaired') ? 1 : 0
    for (const { step, answers, answerTokens } of steps) {
      cost.calls += answers.length
      cost[step === 'describe' ? 'described' : 'written'] += answerTokens ?? 0
    }
  }
  return cost
}

it.skipIf(!existsSync(movies))(
  'attributes alone write at most a fifth of what full text writes, besides the description [needs ../shared/data/movies]',
  async () => {
    const items = someMovies(40)
    const attributes = await costOf('attributes', items)
    const oneCall = await costOf('one-call', items)
    const fullText = await costOf('full-text', items)
    expect(attributes.described).toBe(fullText.described)
    expect(attributes.written).toBeLessThan(fullText.written / 5)
    expect(oneCall.written).toBeLessThan(attributes.written + attributes.described)
    expect([attributes, oneCall, fullText].map(({ repaired }) => repaired)).toEqual([0, 0, 0])
    expect([attributes.calls, oneCall.calls, fullText.calls]).toEqual([120, 40, 120])
  },
  60_000,
)
