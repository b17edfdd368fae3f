import { z } from 'zod'

/** The settings of each descriptor of a registry, told apart by the name that they hold. */
export function settingsUnion<const List extends readonly { readonly settings: z.ZodObject }[]>(
  descriptors: List,
) {
  const [first, ...rest] = descriptors.map(({ settings }): List[number]['settings'] => settings)
  if (first === undefined) throw new Error('A registry is empty.')
  return z.discriminatedUnion('name', [first, ...rest])
}
