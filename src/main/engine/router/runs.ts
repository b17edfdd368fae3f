import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function runsRouter({ runs: contract }: Implementer, service: Services['runs']) {
  return contract.router({
    create: contract.create.handler(({ input }) => service.create(input)),
    list: contract.list.handler(({ input }) => service.list(input)),
    get: contract.get.handler(({ input }) => service.get(input)),
    epochs: contract.epochs.handler(({ input }) => service.epochs(input)),
    log: contract.log.handler(({ input }) => service.log(input)),
    pause: contract.pause.handler(({ input }) => service.pause(input)),
    resume: contract.resume.handler(({ input }) => service.resume(input)),
    stop: contract.stop.handler(({ input }) => service.stop(input)),
    label: contract.label.handler(({ input }) => service.label(input)),
    remove: contract.remove.handler(({ input }) => service.remove(input)),
    compare: contract.compare.handler(({ input }) => service.compare(input)),
  })
}
