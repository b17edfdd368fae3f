import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageError } from '#tests/support/command-line.ts'
import { parseOptions } from './options.ts'
import { RowName } from './report.ts'

const parse = (...commandLine: string[]) => parseOptions(commandLine, '/code/main', '/home/me')

describe('options', () => {
  it('are all rows, two threads and the folders beside the repository unless told otherwise', () => {
    expect(parse()).toEqual({
      rows: RowName.options,
      threads: 2,
      rounds: 5,
      json: null,
      limit: resolve('/code/shared/probes/compute'),
      movies: resolve('/code/shared/data/movies'),
      peer: null,
    })
  })

  it('are the rows that are named, each once, and paths from where the command was typed', () => {
    const options = parse(
      'evaluation',
      'lightgcn',
      'evaluation',
      '--threads',
      '8',
      '--json',
      'out/bench.json',
    )
    expect(options).toMatchObject({ rows: ['evaluation', 'lightgcn'], threads: 8 })
    expect(options.json).toBe(resolve('/home/me/out/bench.json'))
    expect(parse('--limit', '../c').limit).toBe(resolve('/home/c'))
  })

  it.each([
    [['lightgnc'], /Unknown row "lightgnc"/],
    [['--threads', '0'], /--threads takes a whole number from 1 to 64, not "0"/],
    [['--rounds', 'many'], /--rounds takes/],
    [['--fast'], /--fast/],
  ])('%j are refused', (commandLine, message) => {
    expect(() => parse(...commandLine)).toThrow(UsageError)
    expect(() => parse(...commandLine)).toThrow(message)
  })
})
