import type { Reader } from '#main/store/database.ts'
import { listJobs } from '#main/store/job-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'

export interface ModelInUse {
  readonly host: string
  readonly model: string
  /** Whether a job asks it now. */
  readonly busy: boolean
}

/** Every model that the workspace asks or asked an Ollama server for proposals of. */
export function ollamaModelsInUse(reader: Reader): ModelInUse[] {
  const { ollamaHost, model } = readSettings(reader)
  const ofJobs = listJobs(reader).flatMap(({ options: { generator }, state }) => {
    return generator.name === 'ollama'
      ? [{ host: generator.host, model: generator.model, busy: state === 'running' }]
      : []
  })
  return model === null ? ofJobs : [{ host: ollamaHost, model, busy: false }, ...ofJobs]
}
