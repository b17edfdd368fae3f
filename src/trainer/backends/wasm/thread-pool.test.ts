import { describe, expect, test } from 'vitest'
import { kernelsSupported, type Pointer } from './kernels.ts'
import { ThreadPool } from './thread-pool.ts'

const newMemory = () => new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true })
const firstFree = (pool: ThreadPool) => (Math.ceil(pool.heapBase / 64) * 64) as Pointer

describe.skipIf(!kernelsSupported())('a pool of kernel threads', () => {
  test('divides the work as the bounds say', async () => {
    const memory = newMemory()
    const pool = await ThreadPool.create(memory, 3)
    const at = firstFree(pool)
    const values = new Float32Array(memory.buffer, at, 64).fill(-1)
    values.set([1, -2, 3], 0)
    values[40] = 5
    // relu over elements 0 to 48, of which the second thread has none
    pool.run('relu', { x: at, out: at }, [0, 16, 16, 48])
    expect([...values.subarray(0, 4)]).toEqual([1, 0, 3, 0])
    expect([values[40], values[47], values[48]]).toEqual([5, 0, -1])
    await pool.dispose()
  })

  test('does every one of more parts than threads, once', async () => {
    const memory = newMemory()
    const pool = await ThreadPool.create(memory, 2)
    const at = firstFree(pool)
    const values = new Float32Array(memory.buffer, at, 32).fill(1)
    const bounds = Int32Array.from({ length: 33 }, (_, part) => part)
    for (let turn = 0; turn < 10; turn++) pool.run('addScaled', { a: at, b: at, factor: 1, out: at }, bounds)
    expect([...values]).toEqual(new Array(32).fill(1024))
    await pool.dispose()
  })

  test('says so when a kernel fails on another thread, and goes on', async () => {
    const memory = newMemory()
    const pool = await ThreadPool.create(memory, 2)
    const outside = (2 ** 31) as Pointer
    expect(() => pool.run('relu', { x: outside, out: outside }, [0, 0, 16])).toThrow(
      '"relu" failed on a worker thread',
    )
    const at = firstFree(pool)
    new Float32Array(memory.buffer, at, 16).fill(-1)
    pool.run('relu', { x: at, out: at }, [0, 0, 16])
    expect(new Float32Array(memory.buffer, at, 1)[0]).toBe(0)
    await pool.dispose()
  })

  test('works after a rest', async () => {
    const memory = newMemory()
    const pool = await ThreadPool.create(memory, 2)
    const at = firstFree(pool)
    for (let turn = 0; turn < 20; turn++) {
      new Float32Array(memory.buffer, at, 32).fill(-1)
      pool.rest()
      expect(pool.asleep).toBe(true)
      pool.run('relu', { x: at, out: at }, [0, 16, 32])
      expect(new Float32Array(memory.buffer, at, 32).every((value) => value === 0)).toBe(true)
    }
    await pool.dispose()
  })
})
