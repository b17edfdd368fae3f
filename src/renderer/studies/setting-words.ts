import type { StudyArm } from '#shared/studies/plan.ts'
import { ModelName } from '#shared/training/config.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'

/** "layers 2, learningRate 0.01"; a sign where there is none. */
export function pointWords(point: Readonly<Record<string, string | number | boolean>>): string {
  const words = Object.entries(point).map(([name, value]) => `${name} ${String(value)}`)
  return words.length === 0 ? 'as set' : words.join(', ')
}

/** The model of an arm as people call it. */
export function modelLabel({ settings }: StudyArm): string {
  const model = ModelName.safeParse(settings.model)
  return model.success ? modelDescriptor(model.data).label : String(settings.model ?? 'no model')
}

/** The arm's settings besides its model: "sampler dns, weight 0.4". */
export function settingWords({ settings }: StudyArm): string {
  const { model: _, ...others } = settings
  return Object.keys(others).length === 0 ? 'defaults' : pointWords(others)
}
