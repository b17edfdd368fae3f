import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isWorkspace } from '#main/store/workspace.ts'
import type { DoctorReport } from '#shared/contract/system.ts'
import { type GlobalOptions, type Session, withSession } from '../session.ts'
import { type Terminal, table } from '../terminal.ts'

export interface DoctorOptions {
  /** An Ollama server to look at in place of that of the settings. */
  host?: string
}

/** `doctor`: what this machine has, what it lacks, and what to do about it. Needs no workspace. */
export async function doctor(
  terminal: Terminal,
  { host, ...globals }: GlobalOptions & DoctorOptions,
): Promise<void> {
  const report = (session: Session): Promise<void> => reportOn(session, host)
  if (isWorkspace(resolve(terminal.folder, globals.workspace))) {
    return withSession(terminal, globals, {}, report)
  }
  const workspace = mkdtempSync(join(tmpdir(), 'studio-doctor-'))
  try {
    await withSession(terminal, { ...globals, workspace }, { create: true }, report)
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

async function reportOn({ client, output }: Session, host: string | undefined): Promise<void> {
  const found = await client.system.doctor(host === undefined ? undefined : { host })
  output.result(found, () => readable(found))
}

function readable({ checks }: DoctorReport): string {
  return table(checks, {
    part: (check) => check.name,
    state: (check) => check.state,
    detail: (check) => [check.detail, check.remedy].filter(Boolean).join('. '),
  })
}
