/** A line of JSON each, so that no value can be taken for the list's own words. */
export function listAttributes(attributes: readonly { name: string; value: string }[]): string {
  const lines = attributes.map(({ name, value }) => JSON.stringify({ name, value }))
  return `[\n${lines.join(',\n')}\n]`
}
