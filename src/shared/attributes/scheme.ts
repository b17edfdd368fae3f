import { z } from 'zod'
import { normalized } from './normalized.ts'
import type { AttributeVerdict } from './verdict.ts'

/**
 * Verdicts on attributes, worked out: a name or value leads at once to what it counts as in the end. Sorted, so that
 * equal schemes have equal JSON. Names of values and roles are the ones that names count as.
 */
export const AttributeScheme = z.strictObject({
  names: z.array(z.strictObject({ name: z.string(), into: z.string() })),
  values: z.array(z.strictObject({ name: z.string(), value: z.string(), into: z.string() })),
  roles: z.array(z.strictObject({ name: z.string(), role: z.enum(['key', 'nuisance']) })),
})
export type AttributeScheme = z.infer<typeof AttributeScheme>

/** Nobody said anything: every name and value stands for itself. */
export const NO_VERDICTS: AttributeScheme = { names: [], values: [], roles: [] }

/**
 * What verdicts come to, oldest first. A newer verdict on the same name or value replaces the older one. One that would
 * close a circle wins over what it contradicts: after "a is b" and "b is a", b is a.
 */
export function schemeOf(verdicts: readonly AttributeVerdict[]): AttributeScheme {
  const names = new Merges()
  for (const verdict of verdicts) if (verdict.kind === 'name') names.add(verdict.name, verdict.into)
  const values = new Map<string, Merges>()
  const roles = new Map<string, 'key' | 'nuisance' | 'undecided'>()
  for (const verdict of verdicts) {
    const name = names.endOf(verdict.name)
    if (verdict.kind === 'role') roles.set(name, verdict.role)
    if (verdict.kind === 'value') {
      const merges = values.get(name) ?? new Merges()
      merges.add(verdict.value, verdict.into)
      values.set(name, merges)
    }
  }
  return {
    names: names.list().map(([name, into]) => ({ name, into })),
    values: sorted(values).flatMap(([name, merges]) =>
      merges.list().map(([value, into]) => ({ name, value, into })),
    ),
    roles: sorted(roles).flatMap(([name, role]) => (role === 'undecided' ? [] : [{ name, role }])),
  }
}

/** Looks names, values and roles up in a scheme; what it is asked for may be spelled in any case. */
export class AttributeLookup {
  readonly #names: ReadonlyMap<string, string>
  readonly #values: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly #roles: ReadonlyMap<string, 'key' | 'nuisance'>

  constructor(scheme: AttributeScheme) {
    this.#names = new Map(scheme.names.map(({ name, into }) => [name, into]))
    this.#values = new Map(
      [...Map.groupBy(scheme.values, ({ name }) => name)].map(([name, list]) => [
        name,
        new Map(list.map(({ value, into }) => [value, into])),
      ]),
    )
    this.#roles = new Map(scheme.roles.map(({ name, role }) => [name, role]))
  }

  /** What the name counts as. */
  name(spelled: string): string {
    const name = normalized(spelled)
    return this.#names.get(name) ?? name
  }

  /** What the value of an attribute counts as; the attribute may be named in any of its ways. */
  value(attribute: string, spelled: string): string {
    const value = normalized(spelled)
    return this.#values.get(this.name(attribute))?.get(value) ?? value
  }

  /** By verdict alone; undefined where nobody gave one. */
  role(attribute: string): 'key' | 'nuisance' | undefined {
    return this.#roles.get(this.name(attribute))
  }
}

/** Who counts as whom, never in a circle. */
class Merges {
  readonly #next = new Map<string, string>()

  add(from: string, into: string): void {
    this.#next.delete(from)
    if (from === into) return
    // The way from `into` must not lead back here.
    if (this.endOf(into) === from) this.#next.delete(into)
    this.#next.set(from, into)
  }

  endOf(start: string): string {
    let end = start
    for (let next = this.#next.get(end); next !== undefined; next = this.#next.get(end)) end = next
    return end
  }

  list(): [from: string, end: string][] {
    return sorted(this.#next).map(([from]) => [from, this.endOf(from)])
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}
