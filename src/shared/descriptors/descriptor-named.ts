import type { Descriptor } from './descriptor.ts'

/**
 * The descriptor of that name in a registry.
 *
 * @param what the registry's things in the singular, for the error: "model"
 * @throws Error where none has the name, which is a bug: names from outside are parsed first
 */
export function descriptorNamed<Each extends Pick<Descriptor, 'name'>>(
  registry: readonly Each[],
  what: string,
  name: Each['name'],
): Each {
  const found = registry.find((descriptor) => descriptor.name === name)
  if (found === undefined) throw new Error(`The ${what} "${name}" is not in the registry.`)
  return found
}
