import type { Configuration } from 'electron-builder'

export interface BuilderFolders {
  /** The staged shell, which becomes the archive. */
  desktop: string
  /** The staged program with its Node, which stands beside the archive. */
  program: string
  /** Icons. */
  buildResources: string
  output: string
}

export interface ElectronSource {
  version: string
  /** An unpacked Electron; downloaded where it is null. */
  folder: string | null
}

const WORKSPACE = 'Folder with a workspace of NegGen Studio'

/**
 * What electron-builder makes of the staged folders.
 *
 * Engine and trainer stand outside of the archive, because they run on plain Node, which reads none; so do their native packages.
 * The archive holds the shell alone, and its hash stands in the binary (ASAR integrity; Electron checks it on macOS and Windows).
 */
export function builderConfig(folders: BuilderFolders, electron: ElectronSource): Configuration {
  return {
    appId: 'studio.neggen.desktop',
    productName: 'NegGen Studio',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these in.
    artifactName: 'neggen-studio-${version}-${os}-${arch}.${ext}',
    directories: { app: folders.desktop, output: folders.output, buildResources: folders.buildResources },
    electronVersion: electron.version,
    ...(electron.folder === null ? {} : { electronDist: electron.folder }),
    // The studio speaks English; Chromium's other languages take 40 MB.
    electronLanguages: ['en-US'],
    // What is staged is what runs; nothing is compiled or installed for it.
    npmRebuild: false,
    publish: null,
    asar: true,
    electronFuses: {
      // The engine has a Node of its own, so Electron never has to act as one.
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      // Electron before 29 has no such fuse.
      ...(Number.parseInt(electron.version, 10) >= 29 ? { grantFileProtocolExtraPrivileges: false } : {}),
    },
    extraResources: [{ from: folders.program, to: '.' }],
    linux: {
      target: ['AppImage', 'deb'],
      executableName: 'neggen-studio',
      category: 'Science',
      maintainer: 'NegGen Studio contributors <neggen-studio@localhost>',
      // "Open with" of a file browser, on a folder.
      mimeTypes: ['inode/directory'],
    },
    win: { target: 'nsis' },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      target: 'dmg',
      category: 'public.app-category.developer-tools',
      // A folder may be dropped on the icon.
      extendInfo: {
        CFBundleDocumentTypes: [
          {
            CFBundleTypeName: WORKSPACE,
            CFBundleTypeRole: 'Editor',
            LSHandlerRank: 'Alternate',
            LSItemContentTypes: ['public.folder'],
          },
        ],
      },
      binaries: ['Contents/Resources/node'],
    },
  }
}
