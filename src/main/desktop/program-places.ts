import { join } from 'node:path'

export interface ProgramPlaces {
  /** The Node 24 that engine and trainer run on; never Electron's own. */
  node: string
  /** Built entry of the engine. */
  engine: string
}

export interface DesktopSurroundings {
  /** Installed, as opposed to started from the project's folder. */
  isPackaged: boolean
  /** Electron's `process.resourcesPath`: beside the archive of the shell. */
  resources: string
  /** Electron's `app.getAppPath()`: the project's folder where it is not packaged. */
  app: string
  platform: NodeJS.Platform
  environment: NodeJS.ProcessEnv
}

/**
 * Where the desktop finds what it starts. An installed studio has it beside the shell's archive, since Node reads no ASAR; a
 * checkout has it in `out`, and the Node that `npm start` runs on.
 */
export function programPlaces({
  isPackaged,
  resources,
  app,
  platform,
  environment,
}: DesktopSurroundings): ProgramPlaces {
  const name = platform === 'win32' ? 'node.exe' : 'node'
  if (isPackaged) {
    return { node: join(resources, name), engine: join(resources, 'program', 'out', 'main', 'engine.js') }
  }
  return {
    node: environment.NEGGEN_NODE ?? join(app, 'node_modules', 'node', 'bin', name),
    engine: join(app, 'out', 'main', 'engine.js'),
  }
}
