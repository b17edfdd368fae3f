import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function proposalsRouter({ proposals: contract }: Implementer, service: Services['proposals']) {
  return contract.router({
    list: contract.list.handler(({ input }) => service.list(input)),
    provenance: contract.provenance.handler(({ input }) => service.provenance(input)),
  })
}
