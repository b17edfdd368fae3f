import type { TemplateKind } from '../../contract/templates.ts'
import type { StrategyDescriptor } from './strategy-descriptor.ts'

/** Prompts that a job may ask: those of its strategy, without the one for pictures where none is looked at. */
export function stepsAsked({ steps }: StrategyDescriptor, pictures: boolean): TemplateKind[] {
  return steps.filter((kind) => pictures || kind !== 'describe')
}
