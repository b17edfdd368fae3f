import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { writeCsv } from './csv.ts'

const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text))

it('is read back cell by cell, whatever is in the cells', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const csv = writeCsv(['first', 'second'], rows)
      expect(parse(csv, { fromLine: 2 })).toEqual(rows)
    }),
  )
})

it('keeps a spreadsheet from running a title', () => {
  expect(writeCsv(['title'], [['=HYPERLINK("x")']])).toBe('title\r\n"\'=HYPERLINK(""x"")"\r\n')
})

it('leaves numbers alone and nothing empty', () => {
  expect(writeCsv(['a', 'b'], [[-1.5, null]])).toBe('a,b\r\n-1.5,\r\n')
})
