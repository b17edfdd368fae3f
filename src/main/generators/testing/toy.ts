import { generatorFactory } from '#main/generators/generator-factory.ts'
import { NO_MODEL } from '#shared/generators/generator-options.ts'
import { toy as descriptor } from '#shared/generators/testing/toy.ts'

export const toy = () =>
  generatorFactory(descriptor, {
    freeze: ({ word }) => ({ name: descriptor.name, word }),
    create: ({ word }) => ({
      prepare: async () => undefined,
      propose: async ({ title }) => ({
        visualPositive: '',
        negative: {
          text: `${word} ${title}`,
          visual: '',
          attributes: [{ name: 'word', from: '', to: word, modality: 'text', reason: '' }],
        },
        flags: [],
        outsideEdits: 0,
        steps: [],
        model: NO_MODEL,
        modelDigest: null,
        serverVersion: null,
        milliseconds: 0,
      }),
    }),
  })
