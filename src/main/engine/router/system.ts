import type { BackendsReport, DoctorReport, Settings, Status } from '#shared/contract/system.ts'
import type { EventHub } from '../events.ts'
import type { Implementer } from './implementer.ts'

export interface System {
  status: Status
  events: EventHub
  doctor(): Promise<DoctorReport>
  backends(input: { refresh: boolean }): Promise<BackendsReport>
  settings(): Settings
  saveSettings(changes: { [Name in keyof Settings]?: Settings[Name] | undefined }): Settings
}

export function systemRouter({ system: contract }: Implementer, system: System) {
  return contract.router({
    status: contract.status.handler(() => system.status),
    doctor: contract.doctor.handler(() => system.doctor()),
    backends: contract.backends.handler(({ input }) => system.backends(input)),
    settings: contract.settings.handler(() => system.settings()),
    saveSettings: contract.saveSettings.handler(({ input }) => system.saveSettings(input)),
    events: contract.events.handler(({ signal }) => system.events.subscribe(system.status, signal)),
  })
}
