import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function importsRouter({ imports: contract }: Implementer, service: Services['imports']) {
  return contract.router({
    complete: contract.complete.handler(({ input }) => service.complete(input)),
    formats: contract.formats.handler(({ input }) => service.formats(input)),
    preview: contract.preview.handler(({ input }) => service.preview(input)),
    run: contract.run.handler(({ input }) => service.run(input)),
  })
}
