import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeSafetensors } from '#shared/files/safetensors.ts'
import { StoredTrainConfig } from '#shared/training/upgrade-config.ts'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import type { TrainingInput } from './files/run-input.ts'
import { attempt, outcome, outputFiles } from './testing/attempt.ts'
import { tinyWorld } from './testing/tiny-world.ts'

/** What a trainer that wrote format 1 left of BPR-MF with DNS on `tinyWorld`, paused after step 3 of epoch 3. */
const left = fileURLToPath(new URL('testing/checkpoint-format-1', import.meta.url))

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'first-state-'))
})
afterEach(() => rm(root, { recursive: true }))

async function inputOfThatRun(): Promise<TrainingInput> {
  const file = join(left, 'checkpoint.safetensors')
  const { metadata } = decodeSafetensors(await readFile(file), file)
  expect(metadata.format).toBe('neggen-checkpoint-1')
  const { config } = JSON.parse(metadata.run ?? '')
  return {
    ...tinyWorld({ model: 'bpr-mf' }),
    negatives: null,
    config: StoredTrainConfig.parse(config),
  }
}

test('a run paused with a checkpoint of format 1 goes on to the end of a run that never was', async () => {
  const input = await inputOfThatRun()
  const on = { name: 'reference' as const, create: async () => new ReferenceBackend() }
  const whole = await attempt({ folder: join(root, 'whole'), input, on })
  const folder = join(root, 'resumed')
  await cp(left, join(folder, 'output'), { recursive: true })
  const resumed = await attempt({ folder, input, on })

  expect(resumed.error).toBe(null)
  expect(resumed.messages[0]).toMatchObject({ type: 'started', resumedFrom: { epoch: 3, step: 3 } })
  const { epochs, finished } = outcome(whole.messages)
  const { 1: first, 2: second, ...later } = epochs
  expect(Object.keys(later)).toContain('3')
  expect(outcome(resumed.messages)).toEqual({ epochs: later, finished })
  expect(arrays(await outputFiles(folder))).toEqual(arrays(await outputFiles(join(root, 'whole'))))
})

/** The files' numbers: the configuration in best.safetensors is as the trainer stored it that found the epoch. */
function arrays(files: Readonly<Record<string, string>>) {
  return Object.entries(files).map(([name, text]) => {
    if (!name.endsWith('.safetensors')) return { name, numbers: text }
    return { name, numbers: decodeSafetensors(Buffer.from(text, 'base64'), name).tensors }
  })
}
