import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { type BuilderFolders, builderConfig } from './builder-config.ts'

const folders: BuilderFolders = { desktop: '/d', program: '/p', buildResources: '/i', output: '/o' }
const pinned = builderConfig(folders, { version: '45.4.1', folder: null })

/** electron-builder's own check of its configuration, which it does not export; rejects with what is wrong. */
type Validate = (config: unknown, log: { isEnabled: boolean; add(): void }) => Promise<void>
const require = createRequire(import.meta.url)
const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: Validate
}
const validate = (config: unknown) => validateConfiguration(config, { isEnabled: false, add: () => {} })

it('is a configuration of electron-builder, for every system', async () => {
  await expect(validate(pinned)).resolves.toBeUndefined()
  await expect(validate({ ...pinned, win: { target: 'nsis', fuse: true } })).rejects.toThrow(
    /Invalid configuration/,
  )
  expect([pinned.linux?.target, pinned.win?.target, pinned.mac?.target]).toEqual([
    ['AppImage', 'deb'],
    'nsis',
    'dmg',
  ])
})

it('lets Electron act as nothing but the shell', () => {
  expect(pinned.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  })
})

it('takes an unpacked Electron, of an older version too, which lacks the newest fuse', () => {
  const older = builderConfig(folders, { version: '25.1.1', folder: '/electron' })
  expect(older.electronDist).toBe('/electron')
  expect(older.electronFuses).not.toHaveProperty('grantFileProtocolExtraPrivileges')
})
