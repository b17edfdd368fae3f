import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function reviewRouter({ review: contract }: Implementer, service: Services['review']) {
  return contract.router({
    queue: contract.queue.handler(({ input }) => service.queue(input)),
    card: contract.card.handler(({ input }) => service.card(input)),
    decide: contract.decide.handler(({ input }) => service.decide(input)),
    undo: contract.undo.handler(({ input }) => service.undo(input)),
    saveDraft: contract.saveDraft.handler(({ input }) => service.saveDraft(input)),
    discardDraft: contract.discardDraft.handler(({ input }) => service.discardDraft(input)),
    saveNote: contract.saveNote.handler(({ input }) => service.saveNote(input)),
    regenerate: contract.regenerate.handler(({ input }) => service.regenerate(input)),
    progress: contract.progress.handler(({ input }) => service.progress(input)),
  })
}
