import { z } from 'zod'
import { TrainingFailure } from '../failure.ts'
import { readBytes } from './arrays.ts'

/** @throws TrainingFailure that names the file and what is wrong with it */
export async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = new TextDecoder().decode(await readBytes(file))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new TrainingFailure(`${file}: not JSON.`, undefined, { cause })
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new TrainingFailure(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
