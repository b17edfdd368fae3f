import { describe, expect, it, vi } from 'vitest'
import { electronAvailability, type Machine } from './electron-availability.ts'

function machine(changes: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    environment: { DISPLAY: ':0' },
    isRoot: false,
    binary: () => '/electron',
    canDownload: async () => true,
    download: () => true,
    ...changes,
  }
}

describe('electronAvailability', () => {
  it('opens the window where the binary is there', async () => {
    expect(await electronAvailability(machine())).toEqual({ kind: 'window', binary: '/electron' })
  })

  it.each<[string, Partial<Machine>, RegExp]>([
    ['no display', { environment: {} }, /no display/],
    ['root', { isRoot: true }, /root/],
    ['a wish', { environment: { DISPLAY: ':0', NEGGEN_BROWSER: '1' } }, /asks for it/],
    ['no network', { binary: () => null, canDownload: async () => false }, /does not answer/],
    ['a failed download', { binary: () => null, download: () => false }, /could not be downloaded/],
  ])('says why it is browser mode: %s', async (_, changes, because) => {
    const result = await electronAvailability(machine(changes))
    expect(result.kind).toBe('browser')
    expect(result).toMatchObject({ because: expect.stringMatching(because) })
  })

  it('downloads only where the host answers, and then opens the window', async () => {
    const disk: { binary: string | null } = { binary: null }
    const download = vi.fn(() => {
      disk.binary = '/fresh'
      return true
    })
    const result = await electronAvailability(machine({ binary: () => disk.binary, download }))
    expect(result).toEqual({ kind: 'window', binary: '/fresh' })
    const refused = vi.fn(() => true)
    await electronAvailability(
      machine({ binary: () => null, canDownload: async () => false, download: refused }),
    )
    expect(refused).not.toHaveBeenCalled()
  })

  it('needs no display variable outside Linux', async () => {
    const result = await electronAvailability(machine({ platform: 'darwin', environment: {} }))
    expect(result.kind).toBe('window')
  })
})
