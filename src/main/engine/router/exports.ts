import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function exportsRouter({ exports: contract }: Implementer, service: Services['exports']) {
  return contract.router({
    formats: contract.formats.handler(({ input }) => service.formats(input)),
    write: contract.write.handler(({ input }) => service.write(input)),
  })
}
