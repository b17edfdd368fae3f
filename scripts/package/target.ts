/** What a package is made for: the machine that it is made on, since installed packages carry that machine's binaries. */
export interface Target {
  platform: NodeJS.Platform
  arch: NodeJS.Architecture
}

export const thisTarget: Target = { platform: process.platform, arch: process.arch }

/** Name of Node's binary on the target. */
export function nodeName({ platform }: Target): string {
  return platform === 'win32' ? 'node.exe' : 'node'
}
