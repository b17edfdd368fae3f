import type { GridPoint, StudyArm } from '#shared/studies/plan.ts'
import { assignmentsOf, configFrom } from '#shared/training/assign-settings.ts'
import type { TrainConfig } from '#shared/training/config.ts'

/**
 * What a training of an arm is configured as: one thread of the backend that every machine has, since a study trains on
 * all cores at once and is to give the same bits on another machine.
 *
 * @throws SettingsError as `configFrom`
 */
export function armConfig(arm: Pick<StudyArm, 'settings'>, point: GridPoint, seed: number): TrainConfig {
  return configFrom({ ...arm.settings, ...point, seed, backend: 'wasm', threads: 1 })
}

/** Every setting of an arm by its key alone, as it is without tuning. */
export function armDefaults(arm: Pick<StudyArm, 'settings'>): Readonly<Record<string, unknown>> {
  return assignmentsOf(armConfig(arm, {}, 0))
}
