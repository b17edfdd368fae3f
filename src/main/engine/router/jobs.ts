import type { Services } from '../services.ts'
import type { Implementer } from './implementer.ts'

export function jobsRouter({ jobs: contract }: Implementer, service: Services['jobs']) {
  return contract.router({
    propose: contract.propose.handler(({ input }) => service.propose(input)),
    list: contract.list.handler(({ input }) => service.list(input)),
    get: contract.get.handler(({ input }) => service.get(input)),
    pause: contract.pause.handler(({ input }) => service.pause(input)),
    resume: contract.resume.handler(({ input }) => service.resume(input)),
    cancel: contract.cancel.handler(({ input }) => service.cancel(input)),
    failures: contract.failures.handler(({ input }) => service.failures(input)),
    retryFailed: contract.retryFailed.handler(({ input }) => service.retryFailed(input)),
  })
}
