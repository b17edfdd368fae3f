import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function snapshotsRouter({ snapshots: contract }: Implementer, service: Services['snapshots']) {
  return contract.router({
    list: contract.list.handler(({ input }) => service.list(input)),
    create: contract.create.handler(({ input }) => service.create(input)),
  })
}
