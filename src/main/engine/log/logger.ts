import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { LogFile } from './log-file.ts'

const ROTATE_BYTES = 10e6
const FILES = 5

export interface Log {
  logger: Logger
  close(): void
}

/**
 * The engine's log: JSON lines in `<logs>/engine.log`, those before them in `engine.1.log` to `engine.4.log`, of 10 MB
 * each. `STUDIO_LOG_LEVEL` sets the level, `info` by default. Never fails: what cannot be written is left out.
 */
export function openLog(logs: string, environment: NodeJS.ProcessEnv = process.env): Log {
  const file = new LogFile(join(logs, 'engine.log'), { rotateBytes: ROTATE_BYTES, files: FILES })
  const level = environment.STUDIO_LOG_LEVEL ?? 'info'
  const known = level === 'silent' || level in pino.levels.values
  const logger = pino({ level: known ? level : 'info', base: { pid: process.pid } }, file)
  return { logger, close: () => file.close() }
}
