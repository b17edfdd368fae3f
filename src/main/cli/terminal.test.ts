import { expect, it } from 'vitest'
import { figure, Output, type Terminal, table } from './terminal.ts'

function terminal(columns: number | null = null) {
  const written = { out: '', err: '' }
  const fake: Terminal = {
    out: (text) => {
      written.out += text
    },
    err: (text) => {
      written.err += text
    },
    columns: () => columns,
    folder: '/',
    program: { trainer: '', renderer: '' },
    interrupted: new AbortController().signal,
  }
  return { written, fake }
}

it('puts JSON alone on standard output, an object a line, and messages on the other one', () => {
  const { written, fake } = terminal()
  const output = new Output(fake, true)
  output.message('Working …')
  output.rows([{ id: 1 }, { id: 2 }], { id: (row) => row.id }, 'None.')
  output.result({ done: true }, () => 'unread')
  expect(written).toEqual({ out: '{"id":1}\n{"id":2}\n{"done":true}\n', err: 'Working …\n' })
})

it('says that there is nothing to people alone', () => {
  const human = terminal()
  new Output(human.fake, false).rows([], {}, 'No runs.')
  expect(human.written.out).toBe('No runs.\n')
  const script = terminal()
  new Output(script.fake, true).rows([], {}, 'No runs.')
  expect(script.written.out).toBe('')
})

it('keeps a line below all others for a person who watches, and for nobody else', () => {
  const script = terminal()
  new Output(script.fake, true).status('half of it')
  expect(script.written.err).toBe('')

  const human = terminal(8)
  const output = new Output(human.fake, true)
  output.status('half of it')
  output.status('most')
  output.message('Note.')
  output.status(null)
  output.status(null)
  output.result({ done: true }, () => 'unread')
  const cleared = '\r\u001b[K'
  expect(human.written).toEqual({
    out: '{"done":true}\n',
    err: `${cleared}half of${cleared}most${cleared}Note.\n${cleared}most${cleared}`,
  })
})

it('lines up columns, numbers to the right', () => {
  const rows = [
    { name: 'a', hits: 7, note: null },
    { name: 'longer', hits: 1234, note: 'x' },
  ]
  expect(table(rows, { name: (row) => row.name, hits: (row) => row.hits, note: (row) => row.note })).toBe(
    ['name    hits  note', 'a          7', 'longer  1234  x'].join('\n'),
  )
})

it('shows four significant digits', () => {
  expect([0.123456, 12.3456, null, undefined].map(figure)).toEqual(['0.1235', '12.35', null, null])
})
