import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readText } from './text.ts'

const folder = mkdtempSync(join(tmpdir(), 'text-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(content: Uint8Array) {
  const path = join(folder, 'file')
  writeFileSync(path, content)
  let text = ''
  let encoding = ''
  for await (const chunk of readText(path)) {
    text += chunk.text
    encoding = chunk.encoding
  }
  return { text, encoding }
}

const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16()
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('text is read in any encoding that tables come in', () => {
  const text = 'id,title\n1,Größe\n'
  it.for([
    ['UTF-8', Buffer.from(text), 'UTF-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), 'UTF-8'],
    ['UTF-16, little end first', utf16(`\uFEFF${text}`), 'UTF-16'],
    ['UTF-16, big end first', swapped(utf16(`\uFEFF${text}`)), 'UTF-16'],
    ['UTF-16 without a mark', utf16(text), 'UTF-16'],
    ['UTF-16 without a mark, big end first', swapped(utf16(text)), 'UTF-16'],
    ['Latin-1', Buffer.from(text, 'latin1'), 'Latin-1'],
  ] as const)('%s', async ([, bytes, encoding]) => {
    expect(await read(bytes)).toEqual({ text, encoding })
  })

  it('whatever characters stand across the borders of what is read at once', async () => {
    const unit = fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r', '\r\n')
    const texts = fc.tuple(fc.nat(8), fc.array(unit, { minLength: 8, maxLength: 40 }))
    await fc.assert(
      fc.asyncProperty(texts, async ([shift, units]) => {
        // The border of the first chunk lies within the units.
        const all = 'x'.repeat(256 * 1024 - 8 - shift) + units.join('')
        const expected = { text: all.replaceAll(/\r\n?/g, '\n'), encoding: 'UTF-8' }
        expect(await read(Buffer.from(all))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('Latin-1 whose first special character comes late', async () => {
    const text = `${'x'.repeat(300_000)}\nGröße\n`
    expect(await read(Buffer.from(text, 'latin1'))).toEqual({ text, encoding: 'Latin-1' })
  })
})
