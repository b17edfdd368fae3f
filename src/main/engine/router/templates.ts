import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function templatesRouter({ templates: contract }: Implementer, service: Services['templates']) {
  return contract.router({
    list: contract.list.handler(({ input }) => service.list(input)),
    copy: contract.copy.handler(({ input }) => service.copy(input)),
    save: contract.save.handler(({ input }) => service.save(input)),
    remove: contract.remove.handler(({ input }) => service.remove(input)),
    preview: contract.preview.handler(({ input }) => service.preview(input)),
  })
}
