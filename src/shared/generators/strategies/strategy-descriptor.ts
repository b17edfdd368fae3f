import type { TemplateKind } from '../../contract/templates.ts'

/** A way to a negative that a generator with a language model can take, apart from how it works. */
export interface StrategyDescriptor<Name extends string = string> {
  readonly name: Name
  readonly label: string
  /** One sentence for the person who chooses. */
  readonly summary: string
  /** Prompts that it may ask, in the order in which it asks them. */
  readonly steps: readonly TemplateKind[]
  /**
   * Items that go through one step together before the next. One where every step shows the picture, which a server keeps
   * no longer than for the question after.
   */
  readonly window: number
}

/** A descriptor as it is written, with all that its types know. */
export function describeStrategy<const Name extends string>(
  descriptor: StrategyDescriptor<Name>,
): StrategyDescriptor<Name> {
  return descriptor
}
