import type { ProposeOptions } from '#shared/contract/jobs.ts'

/** What the built-in generator states as its model, everywhere. */
export const NO_MODEL = 'no model'

/** The model by which proposals of these options are found again. */
export function modelOf(options: ProposeOptions): string {
  return 'model' in options ? options.model : NO_MODEL
}
