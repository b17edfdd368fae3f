import { expect, test } from 'vitest'
import { TrainingFailure } from '../../failure.ts'
import { FailureWatch } from './failure-watch.ts'

/** A device of which errors can be said to have happened. */
function fakeDevice() {
  const scopes: { filter: GPUErrorFilter; error: GPUError | null }[] = []
  let lose: (info: GPUDeviceLostInfo) => void = () => {}
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    lose = resolve
  })
  return {
    lost,
    lose: (message: string) => lose({ reason: 'unknown', message } as GPUDeviceLostInfo),
    fail(filter: GPUErrorFilter, message: string) {
      const scope = scopes.findLast((open) => open.filter === filter)
      if (scope !== undefined) scope.error ??= { message } as GPUError
    },
    pushErrorScope(filter: GPUErrorFilter): undefined {
      scopes.push({ filter, error: null })
    },
    async popErrorScope() {
      return scopes.pop()?.error ?? null
    },
  }
}

const failed = (message: RegExp, hint: RegExp) => ({
  name: 'TrainingFailure',
  message: expect.stringMatching(message),
  hint: expect.stringMatching(hint),
})

test('nothing wrong is nothing thrown', async () => {
  const watch = new FailureWatch(fakeDevice())
  watch.close()
  await watch.guard(Promise.resolve())
})

test('memory that is used up is a failure, also for all that comes after it', async () => {
  const device = fakeDevice()
  const watch = new FailureWatch(device)
  device.fail('out-of-memory', 'could not allocate')
  device.fail('validation', 'the buffer is invalid')
  watch.close()
  await expect(watch.check()).rejects.toMatchObject(failed(/no memory left/, /smaller batch/))
  watch.close()
  await expect(watch.check()).rejects.toBeInstanceOf(TrainingFailure)
})

test('an error counts for the group of calls that it belongs to', async () => {
  const device = fakeDevice()
  const watch = new FailureWatch(device)
  device.fail('internal', 'driver')
  await watch.check()
  watch.close()
  await expect(watch.check()).rejects.toMatchObject(
    failed(/driver of the GPU failed at an operation \(driver\)/, /Update/),
  )
})

test('a call that is not valid is a mistake of ours', async () => {
  const device = fakeDevice()
  const watch = new FailureWatch(device)
  device.fail('validation', 'binding 3 is missing')
  watch.close()
  const error = await watch.check().catch((thrown) => thrown)
  expect(error).not.toBeInstanceOf(TrainingFailure)
  expect(error.message).toContain('binding 3 is missing')
})

test('a lost device is a failure, whether it says so or only stops to answer', async () => {
  const silent = new FailureWatch(fakeDevice())
  await expect(silent.guard(Promise.reject(new Error('aborted')))).rejects.toMatchObject(
    failed(/connection to the GPU was lost \(aborted\)/, /last checkpoint/),
  )
  const device = fakeDevice()
  const watch = new FailureWatch(device)
  device.lose('driver was reset\nat frame 7')
  await expect(watch.guard(Promise.reject(new Error('aborted')))).rejects.toMatchObject(
    failed(/lost \(driver was reset\)/, /Resume the run/),
  )
})

test('what happens after the end is not told', async () => {
  const device = fakeDevice()
  const watch = new FailureWatch(device)
  watch.end(new Error('closed'))
  device.lose('destroyed')
  await expect(watch.check()).rejects.toThrow('closed')
})
