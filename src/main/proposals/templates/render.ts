/** A template that cannot be rendered, and where. Lines and columns count from 1. */
export class TemplateError extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, template: string, offset: number) {
    super(message)
    this.name = 'TemplateError'
    const before = template.slice(0, offset).split('\n')
    this.line = before.length
    this.column = (before.at(-1)?.length ?? 0) + 1
  }
}

type Tag = { kind: 'value' | 'if' | 'unless' | 'end'; name: string; offset: number; end: number }

const KINDS: Record<string, Tag['kind']> = { '': 'value', '#': 'if', '^': 'unless', '/': 'end' }

/**
 * Fills a template: `{{name}}` stands for a variable, `{{#name}}...{{/name}}` for a part that is there
 * only if the variable is not empty, and `{{^name}}...{{/name}}` for one that is there only if it is. A
 * section's tag that stands alone on its line leaves no empty line behind. Values are never looked at
 * for tags, so that an item's text can hold any braces.
 *
 * @param variables all that a template may name
 * @throws TemplateError
 */
export function render(template: string, variables: Readonly<Record<string, string>>): string {
  const open: Tag[] = []
  let output = ''
  let end = 0
  const hidden = (): boolean =>
    open.some(({ kind, name }) => (kind === 'if') === ((variables[name] ?? '') === ''))
  for (const tag of readTags(template)) {
    if (!Object.hasOwn(variables, tag.name)) {
      const known = Object.keys(variables).join(', ')
      throw new TemplateError(`There is no variable "${tag.name}"; known are ${known}.`, template, tag.offset)
    }
    const span = tag.kind === 'value' ? { from: tag.offset, to: tag.end } : wholeLine(template, tag)
    if (!hidden()) output += template.slice(end, span.from)
    end = span.to
    switch (tag.kind) {
      case 'value':
        if (!hidden()) output += variables[tag.name] ?? ''
        break
      case 'end':
        if (open.pop()?.name !== tag.name) {
          throw new TemplateError(
            `{{/${tag.name}}} closes a section that is not open here.`,
            template,
            tag.offset,
          )
        }
        break
      default:
        open.push(tag)
    }
  }
  const left = open.at(-1)
  if (left !== undefined) {
    throw new TemplateError(`The section "${left.name}" is never closed.`, template, left.offset)
  }
  return output + template.slice(end)
}

function readTags(template: string): Tag[] {
  const tags: Tag[] = []
  for (let offset = template.indexOf('{{'); offset >= 0; ) {
    const match = /^\{\{\s*([#^/]?)\s*([A-Za-z]\w*)\s*\}\}/.exec(template.slice(offset))
    const kind = KINDS[match?.[1] ?? '']
    if (match?.[2] === undefined || kind === undefined) {
      throw new TemplateError('A variable is written {{name}}.', template, offset)
    }
    const end = offset + match[0].length
    tags.push({ kind, name: match[2], offset, end })
    offset = template.indexOf('{{', end)
  }
  return tags
}

/** The tag with its line, if nothing else stands on it. */
function wholeLine(template: string, tag: Tag): { from: number; to: number } {
  const from = tag.offset === 0 ? 0 : template.lastIndexOf('\n', tag.offset - 1) + 1
  const newline = template.indexOf('\n', tag.end)
  const to = newline < 0 ? template.length : newline + 1
  const alone = template.slice(from, tag.offset).trim() === '' && template.slice(tag.end, to).trim() === ''
  return alone ? { from, to } : { from: tag.offset, to: tag.end }
}
