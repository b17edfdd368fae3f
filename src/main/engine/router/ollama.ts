import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function ollamaRouter({ ollama: contract }: Implementer, service: Services['ollama']) {
  return contract.router({
    status: contract.status.handler(({ input }) => service.status(input)),
    pull: contract.pull.handler(({ input }) => service.pull(input)),
    cancelPull: contract.cancelPull.handler(({ input }) => service.cancelPull(input)),
    canary: contract.canary.handler(({ input }) => service.canary(input)),
  })
}
