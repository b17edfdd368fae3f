/** What the text says as JSON, or null where it is none: for a schema that refuses null. */
export function parseJsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
