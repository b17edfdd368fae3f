import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeSafetensors } from '#shared/files/safetensors.ts'
import { failingDisk } from '../testing/failing-disk.ts'
import { OutputFolder } from './run-output.ts'

let run: string
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'run-output-'))
})
afterEach(() => rm(run, { recursive: true }))

const tensorFile = (epoch: number) => encodeSafetensors({ tensors: [], metadata: { epoch: String(epoch) } })

/** Best parameters by file name, each of an epoch; other files hold nothing. */
async function leave(files: Readonly<Record<string, number | null>>): Promise<void> {
  await mkdir(join(run, 'output'))
  for (const [name, epoch] of Object.entries(files)) {
    await writeFile(join(run, 'output', name), epoch === null ? '' : tensorFile(epoch))
  }
}

const names = async () => (await readdir(join(run, 'output'))).sort()

test('reading changes nothing, whatever is there', async () => {
  await leave({
    'checkpoint.safetensors': 1,
    'best.safetensors': 2,
    'earlier_best.safetensors': 1,
    'x.1.tmp': null,
  })
  const before = await names()
  const disk = failingDisk((operation) => new Error(operation))
  const output = new OutputFolder(run, disk)
  expect((await output.readCheckpoint())?.metadata.epoch).toBe('1')
  expect((await output.readBest(2)).metadata.epoch).toBe('2')
  await expect(output.readBest(1)).rejects.toThrow('does not hold the parameters of epoch 1')
  expect(await names()).toEqual(before)
})

describe('recovery', () => {
  test('makes the folder of a run that was never started', async () => {
    await new OutputFolder(run).recover(null)
    expect(await names()).toEqual([])
  })

  test('removes what is half written, and earlier parameters that no checkpoint names', async () => {
    await leave({ 'best.safetensors': 2, 'earlier_best.safetensors': 1, 'best.safetensors.77.tmp': null })
    await new OutputFolder(run).recover(null)
    expect(await names()).toEqual(['best.safetensors'])
  })

  test.for<[string, number, Readonly<Record<string, number>>]>([
    ['later ones have their place', 1, { 'best.safetensors': 2, 'earlier_best.safetensors': 1 }],
    ['their place is empty', 1, { 'earlier_best.safetensors': 1 }],
    ['they have their place', 2, { 'best.safetensors': 2, 'earlier_best.safetensors': 1 }],
  ])('finds the best parameters that the checkpoint names where %s', async ([, bestEpoch, files]) => {
    await leave(files)
    const output = new OutputFolder(run)
    await output.recover({ bestEpoch })
    expect(await names()).toEqual(['best.safetensors'])
    expect((await output.readBest(bestEpoch)).metadata.epoch).toBe(String(bestEpoch))
  })

  test('fails where these are gone', async () => {
    await leave({ 'best.safetensors': 2 })
    await expect(new OutputFolder(run).recover({ bestEpoch: 1 })).rejects.toMatchObject({
      name: 'TrainingFailure',
      message: expect.stringMatching(/does not hold the parameters of epoch 1/),
    })
  })

  test('keeps them until a checkpoint names better ones', async () => {
    await leave({ 'best.safetensors': 1 })
    const output = new OutputFolder(run)
    await output.recover({ bestEpoch: 1 })
    await output.saveBest({ tensors: [], metadata: { epoch: '2' } })
    expect(await names()).toEqual(['best.safetensors', 'earlier_best.safetensors'])
    expect(await readFile(join(run, 'output', 'earlier_best.safetensors'))).toEqual(
      Buffer.from(tensorFile(1)),
    )
    await output.saveCheckpoint({ tensors: [], metadata: {} })
    expect(await names()).toEqual(['best.safetensors', 'checkpoint.safetensors'])
  })
})
