import { describe, expect, it } from 'vitest'
import type { BackendsReport } from '#shared/contract/system.ts'
import type { BackendAvailability } from '#shared/training/backends.ts'
import { backendRows } from './backend-rows.ts'

const wasm: BackendAvailability = {
  name: 'wasm',
  usable: true,
  kind: 'cpu',
  device: 'a processor',
  reason: 'fast',
  remedy: null,
}

function rows(backends: BackendAvailability[], taken: BackendsReport['auto']['name']) {
  return backendRows({ backends, auto: { name: taken, reason: 'why' }, cores: 2 })
}

describe('the table of backends', () => {
  it('says what auto takes, and what else could', () => {
    const [first, second] = rows([wasm, { ...wasm, name: 'reference' }], 'wasm')
    expect(first).toEqual({
      name: 'wasm',
      state: 'taken',
      device: 'a processor',
      why: 'Fast.',
      remedy: null,
    })
    expect(second).toMatchObject({ name: 'reference', state: 'usable' })
  })

  it('keeps a software device for those who name it, and says why', () => {
    expect(rows([{ ...wasm, name: 'webgpu', device: 'SwiftShader' }], null)).toMatchObject([
      { state: 'by-name', why: 'Used only when asked for by name: fast.' },
    ])
  })

  it('ends every reason with one full stop, and keeps the remedy', () => {
    const absent = { ...wasm, usable: false, device: null, remedy: 'Install a driver.' }
    const found = rows(
      [
        { ...absent, reason: 'no GPU was found' },
        { ...absent, reason: 'No GPU.' },
      ],
      null,
    )
    expect(found.map(({ state, why, remedy }) => [state, why, remedy])).toEqual([
      ['unusable', 'No GPU was found.', 'Install a driver.'],
      ['unusable', 'No GPU.', 'Install a driver.'],
    ])
  })
})
