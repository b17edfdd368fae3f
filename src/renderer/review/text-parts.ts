/** An item's text as it is read: the title, and the description below it (see `itemText`). */
export interface TextParts {
  readonly title: string
  readonly body: string
}

export function textParts(text: string): TextParts {
  const end = text.indexOf('\n\n')
  return end === -1 ? { title: text, body: '' } : { title: text.slice(0, end), body: text.slice(end + 2) }
}
