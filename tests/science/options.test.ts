import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WorldName } from '#shared/worlds/world-instance.ts'
import { UsageError } from '#tests/support/command-line.ts'
import { parseOptions } from './options.ts'

const parse = (...commandLine: string[]) => parseOptions(commandLine, '/home/me', '/tmp')

describe('options', () => {
  it('are all worlds of three seeds unless told otherwise', () => {
    const options = parse()
    expect(options).toMatchObject({
      do: 'compare',
      arms: null,
      trainingSeeds: [1, 2],
      rounds: 8,
      epochs: null,
      processes: 2,
      out: resolve('/tmp/science'),
    })
    expect(options).toHaveProperty(
      'places',
      WorldName.options.flatMap((world) => [11, 12, 13].map((seed) => ({ world, seed }))),
    )
  })

  it('name worlds, seeds and arms, and paths from where the command was typed', () => {
    expect(
      parse('--worlds', 'shop,wordy', '--seeds', '21', '--arms', 'ridge, lightgcn', '--out', 'r'),
    ).toMatchObject({
      places: [
        { world: 'shop', seed: 21 },
        { world: 'wordy', seed: 21 },
      ],
      arms: ['ridge', 'lightgcn'],
      out: resolve('/home/me/r'),
    })
  })

  it('prepare a workspace for studies in place of training', () => {
    expect(parse('--worlds', 'shop', '--seeds', '21', '--workspace', 'w')).toMatchObject({
      do: 'prepare-studies',
      places: [{ world: 'shop', seed: 21 }],
      workspace: resolve('/home/me/w'),
    })
  })

  it('are the movies alone where no world is named beside them', () => {
    expect(parse('--movies', 'm')).toMatchObject({
      places: [{ world: 'movies' }],
      movies: resolve('/home/me/m'),
    })
    expect(parse('--movies', 'm', '--worlds', 'cold', '--seeds', '11')).toMatchObject({
      places: [{ world: 'cold', seed: 11 }, { world: 'movies' }],
    })
  })

  it('tune in worlds of the development seeds, and of no other', () => {
    expect(parse('--tune', '--worlds', 'shop')).toMatchObject({
      do: 'tune',
      places: [
        { world: 'shop', seed: 1 },
        { world: 'shop', seed: 2 },
      ],
    })
    expect(() => parse('--tune', '--seeds', '1,11')).toThrow(/seeds 1 and 2 alone, not 11/)
  })

  it('probe in three worlds by one training seed, unless told otherwise', () => {
    expect(parse('--probe', '--seeds', '11')).toMatchObject({
      do: 'compare',
      probed: true,
      trainingSeeds: [1],
      places: ['shop', 'wordy', 'sparse'].map((world) => ({ world, seed: 11 })),
    })
    expect(parse('--probe', '--worlds', 'cold', '--seeds', '11')).toHaveProperty('places', [
      { world: 'cold', seed: 11 },
    ])
  })

  it.each([
    [['--worlds', 'shopp'], /no sample world "shopp"/],
    [['--seeds', '11,x'], /--seeds takes whole numbers from 1, not "x"/],
    [['--processes', '0'], /--processes takes/],
    [['--tune', '--arms', 'ridge'], /leave --arms/],
    [['--methods', 'ridge'], /belongs to --tune/],
    [['--fast'], /--fast/],
    [['--probe', '--movies', 'm'], /truth is known/],
  ])('%j are refused', (commandLine, message) => {
    expect(() => parse(...commandLine)).toThrow(UsageError)
    expect(() => parse(...commandLine)).toThrow(message)
  })
})
