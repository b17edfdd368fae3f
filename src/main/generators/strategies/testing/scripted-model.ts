import type { ModelAnswer, ModelQuestion, ModelServer } from '#main/model-servers/model-server.ts'
import { BUILT_IN } from '#main/proposals/templates/built-in.ts'
import { type ItemId, TemplateId } from '#shared/contract/ids.ts'
import type { GenerationItem } from '../../generator.ts'
import type { StrategyContext } from '../strategy.ts'

export interface ScriptedModel extends StrategyContext {
  /** What was asked, oldest first. */
  readonly asked: ModelQuestion[]
}

/** A model without pictures that gives these answers in order; objects as JSON. */
export function scriptedModel(...answers: (object | string)[]): ScriptedModel {
  const asked: ModelQuestion[] = []
  const waiting = [...answers]
  const server: ModelServer = {
    model: 'scripted',
    sees: true,
    contextLength: 32_768,
    ask(question): Promise<ModelAnswer> {
      asked.push(question)
      const next = waiting.shift()
      if (next === undefined) return Promise.reject(new Error('nobody expected this question'))
      return Promise.resolve({
        content: typeof next === 'string' ? next : JSON.stringify(next),
        ending: 'complete',
        promptTokens: 1,
        answerTokens: 1,
        milliseconds: 1,
      })
    },
  }
  return {
    asked,
    server,
    pictures: false,
    template(kind) {
      const found = BUILT_IN.find((one) => one.kind === kind)
      if (found === undefined) throw new Error(`no ${kind}`)
      return { id: TemplateId.parse(1), version: 1, ...found }
    },
  }
}

export function itemOf(title: string, description: string): GenerationItem {
  return { id: 1 as ItemId, title, description, category: null, attributes: [], image: null }
}
