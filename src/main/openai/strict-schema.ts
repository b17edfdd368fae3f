/** Keywords that some servers refuse under `strict`; what they say is checked when the answer is read. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['minLength', 'maxLength'])

/**
 * A JSON schema as strict structured outputs take it: every object names all of its properties as required and takes no
 * others.
 *
 * @throws Error for an object with properties that may be left out, or with free names: no strict server takes it
 */
export function strictSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strictSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([keyword]) => !UNSUPPORTED.has(keyword))
  const strict = Object.fromEntries(
    kept.map(([keyword, value]) => [
      keyword,
      keyword === 'properties' ? eachOf(value) : nested(keyword, value),
    ]),
  )
  return strict.type === 'object' ? closed(strict) : strict
}

/** The values of an enumeration are data, whatever they look like. */
function nested(keyword: string, value: unknown): unknown {
  return keyword === 'enum' || keyword === 'const' || keyword === 'default' ? value : strictSchema(value)
}

function eachOf(properties: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, value]) => [name, strictSchema(value)]),
  )
}

function closed(object: Record<string, unknown>): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties = false } = object
  const names = Object.keys(properties as object)
  if (additionalProperties !== false || names.some((name) => !(required as unknown[]).includes(name))) {
    throw new Error('A schema for a strict server names every property, and each is required.')
  }
  return { ...object, properties, required: names, additionalProperties: false }
}
