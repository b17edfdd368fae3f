import { type GeneratorContext, generatorFactory } from '#main/generators/generator-factory.ts'
import { ruleBased as descriptor } from '#shared/generators/rule-based.ts'
import { createCatalogueKnowledge } from './catalogue-knowledge.ts'
import { createRuleBasedGenerator } from './rule-based-generator.ts'

/** Jobs of one data set share what is known of its catalogue. */
export const ruleBased = ({ workspace }: GeneratorContext) => {
  const knowledge = createCatalogueKnowledge(workspace)
  return generatorFactory(descriptor, {
    freeze: () => ({ name: descriptor.name }),
    create: (_, dataset) => createRuleBasedGenerator(() => knowledge(dataset)),
  })
}
