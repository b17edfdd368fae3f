import { textRevision } from '#main/encoders/encoders.ts'
import { readSettings, saveSettings } from '#main/store/settings-repository.ts'
import { sqliteVersion } from '#main/store/sqlite-version.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Caller } from '#shared/contract/access.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Status } from '#shared/contract/system.ts'
import { mayHear } from './access/roles.ts'
import type { Backends } from './backends.ts'
import { type DoctorDependencies, examine } from './doctor.ts'
import type { EventHub } from './events.ts'
import type { LoopWatch } from './loop/loop-watch.ts'

export interface SystemDependencies {
  workspace: Workspace
  status: Status
  backends: Backends
  events: EventHub
  loop: Pick<LoopWatch, 'count' | 'longest'>
  /** A fresh look at the server there; at that of the settings where none is named. */
  lookAtOllama: (host?: string) => ReturnType<DoctorDependencies['ollama']>
  lookAtOpenAi: DoctorDependencies['openai']
  settingsChanged: () => void
}

/** The contract's section `system`. */
export function createSystemService({
  workspace: { database, paths },
  status,
  backends,
  events,
  loop,
  lookAtOllama,
  lookAtOpenAi,
  settingsChanged,
}: SystemDependencies) {
  const statusFor = (caller: Caller): Status =>
    caller.role === 'owner' ? status : { ...status, workspace: null }
  return {
    status: (_, { caller }) => statusFor(caller),
    doctor: (input) =>
      examine({
        workspace: paths.root,
        sqliteVersion,
        loop,
        ollama: () => lookAtOllama(input?.host),
        openai: lookAtOpenAi,
        encoder: async () => {
          const { textEncoder } = readSettings(database)
          await textRevision(textEncoder)
          const folder = typeof textEncoder.folder === 'string' ? textEncoder.folder : null
          return { name: textEncoder.name, folder }
        },
        backends: () => backends.report({ refresh: true }),
      }),
    backends: (input) => backends.report(input),
    settings: () => readSettings(database),
    async saveSettings(changes) {
      // An encoder that cannot be used is refused now, and not by the first run that needs it.
      if (changes.textEncoder !== undefined) await textRevision(changes.textEncoder)
      const saved = saveSettings(database, changes)
      settingsChanged()
      return saved
    },
    events: (_, { signal, caller }) =>
      events.subscribe(statusFor(caller), signal, (event) => mayHear(caller, event)),
  } satisfies Service<'system'>
}
