import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type DestinationStream, destination, type Logger, pino } from 'pino'

const ROTATE_BYTES = 10e6

export interface Log {
  logger: Logger
  close(): void
}

/**
 * The engine's log: JSON lines in `<logs>/engine.log`, the file before it in `engine.1.log`. Written at
 * once, so that the lines before a crash are there. `STUDIO_LOG_LEVEL` sets the level, `info` by default.
 */
export function openLog(logs: string, environment: NodeJS.ProcessEnv = process.env): Log {
  const file = join(logs, 'engine.log')
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > ROTATE_BYTES) renameSync(file, join(logs, 'engine.1.log'))
  const stream = destination({ dest: file, mkdir: true, sync: true })
  return { logger: createLogger(stream, environment), close: () => stream.end() }
}

function createLogger(stream: DestinationStream, environment: NodeJS.ProcessEnv): Logger {
  const level = environment.STUDIO_LOG_LEVEL ?? 'info'
  const known = level === 'silent' || level in pino.levels.values
  return pino({ level: known ? level : 'info', base: { pid: process.pid } }, stream)
}
