import type { Generation, GenerationItem, GenerationRequest, Generator } from '#main/generators/generator.ts'

/** What a generator answers that changes one word. */
export function generation(item: GenerationItem): Generation {
  return {
    visualPositive: '',
    negative: {
      text: `Blue ${item.title}`,
      visual: '',
      attributes: [{ name: 'colour', from: 'red', to: 'blue', modality: 'text', reason: '' }],
    },
    flags: [],
    outsideEdits: 0,
    steps: [],
    model: 'no model',
    modelDigest: null,
    serverVersion: null,
    milliseconds: 1,
  }
}

type Propose = (item: GenerationItem, request: GenerationRequest) => Promise<Generation>

/** A generator that answers as a test says. */
export function fakeGenerator(
  propose: Propose = async (item) => generation(item),
  prepare: Generator['prepare'] = async () => undefined,
): Generator {
  return { prepare, propose }
}

/** Answers when it is told to, or with the signal's reason once that is aborted. */
export class HeldAnswers {
  readonly asked: string[] = []
  #release: (() => void)[] = []

  readonly propose: Propose = (item, { signal }) => {
    this.asked.push(item.title)
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      this.#release.push(() => resolve(generation(item)))
    })
  }

  releaseAll(): void {
    const release = this.#release
    this.#release = []
    for (const answer of release) answer()
  }
}
