import { describe, expect, it } from 'vitest'
import { ExpectedError } from '#shared/expected-error.ts'
import { outcomeOfPause, outcomeOfSilence, type SilentEnd } from './run-outcome.ts'

const silent = (changes: Partial<SilentEnd>) =>
  outcomeOfSilence({
    interruption: undefined,
    ending: 'exit code 1',
    hasBegun: true,
    goesOn: 'Resume it.',
    tail: '',
    failure: undefined,
    disk: null,
    ...changes,
  })

describe('a trainer that has written its checkpoint', () => {
  it('leaves its run paused, with an explanation only where nobody asked for it', () => {
    expect(outcomeOfPause('paused', 'Resume it.')).toEqual({ event: 'pause', explanation: null })
    expect(outcomeOfPause('engine-closing', 'Resume it.')).toEqual({
      event: 'pause',
      explanation: 'The studio was closed while this run trained. Resume it.',
    })
  })

  it('is started once more for its test when it was stopped', () => {
    expect(outcomeOfPause('stopped', 'Resume it.')).toEqual({ event: 'queue-test' })
  })
})

describe('a trainer that ends without a word', () => {
  it('fails its run with the end of the log, unless it was interrupted', () => {
    expect(silent({ tail: 'out of memory' })).toEqual({
      event: 'fail',
      error: 'The trainer died without a result (exit code 1). Its last lines:\nout of memory',
    })
    expect(silent({ interruption: 'paused' })).toMatchObject({ event: 'pause' })
    expect(silent({ interruption: 'stopped' })).toMatchObject({ event: 'stop' })
    expect(silent({ interruption: 'not-recorded', failure: new Error('The disk is full.') })).toEqual({
      event: 'fail',
      error: 'Its results could not be recorded: The disk is full.',
    })
    const disk = new ExpectedError('DISK_FAILED', 'The disk of /w is full.')
    expect(silent({ interruption: 'not-recorded', failure: disk, disk })).toEqual({
      event: 'pause',
      explanation: 'The disk of /w is full. Resume it.',
    })
  })

  it('gives its run back to the queue when the engine closed before it had begun', () => {
    expect(silent({ interruption: 'engine-closing', hasBegun: false })).toEqual({ event: 'requeue' })
    expect(silent({ interruption: 'engine-closing' })).toMatchObject({ event: 'pause' })
  })

  it('leaves a run alone that is no more', () => {
    expect(silent({ interruption: 'run-removed' })).toBeNull()
  })
})
