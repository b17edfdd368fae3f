import { spawn } from 'node:child_process'
import type { EngineProcess } from './supervisor.ts'

export interface EngineCommand {
  /** The Node 24 binary that runs it; never Electron's own Node. */
  node: string
  /** Built entry of the engine. */
  entry: string
  workspace: string
  /** Called with what it writes to its standard streams. */
  onOutput(text: string): void
}

/** Starts the engine as a child whose channel carries `EngineMessage`s; it ends by itself when the channel closes. */
export function spawnEngine(command: EngineCommand): EngineProcess {
  const child = spawn(command.node, [command.entry, '--workspace', command.workspace], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  })
  child.stdout?.setEncoding('utf8').on('data', command.onOutput)
  child.stderr?.setEncoding('utf8').on('data', command.onOutput)
  const exit = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : signal))
  })
  return {
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      void exit.then(listener)
    },
    terminate: () => {
      // Windows knows no SIGTERM; there the closed channel is the sign to end.
      if (child.connected) child.disconnect()
      child.kill('SIGTERM')
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
