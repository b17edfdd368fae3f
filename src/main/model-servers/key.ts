import { readFile } from 'node:fs/promises'
import { ExpectedError } from '#shared/expected-error.ts'

/** Where a server's key is: an environment variable, or else a file with nothing else in it. Empty for none. */
export interface KeyPlace {
  readonly keyVariable: string
  readonly keyFile: string
}

/** What can stand in a header; anything else would be quoted in an error of `fetch`. */
const USABLE = /^[\x21-\x7e]+$/

/**
 * The key, read when it is needed and kept nowhere; null where none is named.
 *
 * @param settings whose they are ("the encoder's settings"), for the sentences
 * @throws ExpectedError BAD_INPUT where what is named does not hold one
 */
export async function readKey({ keyVariable, keyFile }: KeyPlace, settings: string): Promise<string | null> {
  if (keyVariable !== '') {
    const key = process.env[keyVariable]?.trim() ?? ''
    if (USABLE.test(key)) return key
    throw new ExpectedError('BAD_INPUT', `The environment variable ${keyVariable} holds no key.`, {
      retry: `Set it before the studio starts, or name another one in ${settings}.`,
    })
  }
  if (keyFile === '') return null
  const key = (await readFile(keyFile, 'utf8').catch(() => '')).trim()
  if (USABLE.test(key)) return key
  throw new ExpectedError('BAD_INPUT', `The file ${keyFile} holds no key, or cannot be read.`, {
    retry: `Put the key into it, or name another one in ${settings}.`,
  })
}
