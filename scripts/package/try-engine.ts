import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnEngine } from '#main/desktop/engine-process.ts'
import { programPlaces } from '#main/desktop/program-places.ts'
import { createProxy } from '#main/desktop/proxy.ts'
import { EngineSupervisor } from '#main/desktop/supervisor.ts'
import type { Target } from './target.ts'

const PATIENCE_MILLISECONDS = 30_000

/**
 * Starts the engine of a staged or installed studio as the window does, on the Node beside it, and asks it for its page.
 *
 * @param resources folder that has `program` and Node
 * @returns status and text of the answer
 * @throws Error with what the engine wrote, where it does not answer
 */
export async function tryEngine(
  resources: string,
  target: Target,
): Promise<{ status: number; page: string }> {
  const { platform } = target
  const places = programPlaces({ isPackaged: true, resources, app: resources, platform, environment: {} })
  const workspace = mkdtempSync(join(tmpdir(), 'studio-package-'))
  let said = ''
  const supervisor = new EngineSupervisor({
    spawn: () =>
      spawnEngine({
        node: places.node,
        entry: places.engine,
        workspace,
        onOutput: (text) => {
          said += text
        },
      }),
  })
  try {
    supervisor.start()
    const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS)
    const proxy = createProxy({ engineSocket: () => supervisor.socket(patience) })
    const answer = await proxy(new Request('studio://app/'))
    const page = await answer.text()
    if (!answer.ok)
      throw new Error(`The engine in ${resources} does not answer: ${answer.status} ${page}\n${said}`)
    return { status: answer.status, page }
  } finally {
    await supervisor.stop()
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 })
  }
}
