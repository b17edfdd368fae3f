import { readFileSync } from 'node:fs'
import { ExpectedError } from '#shared/expected-error.ts'

/** @throws ExpectedError BAD_INPUT where there is no such file, or it may not be read */
export function readText(file: string): string {
  return orRefuse(file, () => readFileSync(file, 'utf8'))
}

/** @throws ExpectedError BAD_INPUT where there is no such file or it is not JSON */
export function readJson(file: string): unknown {
  const text = readText(file)
  return orRefuse(file, () => JSON.parse(text))
}

function orRefuse<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExpectedError('BAD_INPUT', `The file cannot be read: ${reason}.`, { location: { file } })
  }
}
