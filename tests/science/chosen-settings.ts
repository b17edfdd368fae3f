import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { gridPoints, METHODS, type MethodName } from './methods.ts'
import type { Place } from './place.ts'
import type { Result } from './trial.ts'

const Choice = z.strictObject({
  settings: z.record(z.string(), z.unknown()),
  /** Mean validation Recall@20 over the places where it was chosen. */
  validation: z.number(),
})

const Choices = z.strictObject({
  /** Which command chose them, and where. */
  from: z.string(),
  methods: z.record(z.string(), Choice),
})

/** The settings that tuning chose: for all sample worlds together, and for the movies. */
export const ChosenSettings = z.strictObject({ worlds: Choices, movies: Choices })
export type ChosenSettings = z.infer<typeof ChosenSettings>
export type Scope = keyof ChosenSettings

export function scopeOf(world: Place['world']): Scope {
  return world === 'movies' ? 'movies' : 'worlds'
}

/** None for a method that was not tuned: it has its model's defaults. */
export function settingsChosenFor(
  chosen: ChosenSettings,
  world: Place['world'],
  method: MethodName,
): Readonly<Record<string, unknown>> {
  return chosen[scopeOf(world)].methods[method]?.settings ?? {}
}

/**
 * For each method the point of its grid with the highest mean validation Recall@20 over the places; the first of equal ones. Points
 * that were not tried at every place do not count, and methods without such a point have no choice.
 */
export function chooseSettings(
  results: readonly Result[],
  placeCount: number,
): Record<string, z.infer<typeof Choice>> {
  const names = Object.keys(METHODS) as MethodName[]
  return Object.fromEntries(
    names.flatMap((method) => {
      const tried = gridPoints(METHODS[method].grid).flatMap((settings) => {
        const here = results.filter((result) => result.arm === method && hasSettings(result, settings))
        if (Object.keys(settings).length === 0 || here.length < placeCount) return []
        const sum = here.reduce((total, { validation }) => total + (validation['recall@20'] ?? Number.NaN), 0)
        return [{ settings, validation: sum / here.length }]
      })
      const [first, ...others] = tried
      if (first === undefined) return []
      return [
        [method, others.reduce((best, next) => (next.validation > best.validation ? next : best), first)],
      ]
    }),
  )
}

function hasSettings(result: Result, settings: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(settings).every(([name, value]) => result.settings[name] === value)
}

/** @throws Error where the file is not what it should be */
export function readChosenSettings(file: string): ChosenSettings {
  const nothing = { from: '', methods: {} }
  if (!existsSync(file)) return { worlds: nothing, movies: nothing }
  return ChosenSettings.parse(JSON.parse(readFileSync(file, 'utf8')))
}

export function writeChosenSettings(file: string, chosen: ChosenSettings): void {
  writeFileSync(file, `${JSON.stringify(chosen, null, 2)}\n`)
}
