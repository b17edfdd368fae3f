import type { Reader } from '#main/store/database.ts'
import { listJobs } from '#main/store/job-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { hostOf, modelOf } from '#shared/generators/generator-options.ts'

export interface ModelInUse {
  readonly host: string
  readonly model: string
  /** Whether a job asks it now. */
  readonly busy: boolean
}

/** Every model that the workspace asks or asked for proposals, with its server. */
export function modelsInUse(reader: Reader): ModelInUse[] {
  const { ollamaHost, model } = readSettings(reader)
  const ofJobs = listJobs(reader).flatMap(({ options: { generator }, state }) => {
    const host = hostOf(generator)
    return host === null ? [] : [{ host, model: modelOf(generator), busy: state === 'running' }]
  })
  return model === null ? ofJobs : [{ host: ollamaHost, model, busy: false }, ...ofJobs]
}
