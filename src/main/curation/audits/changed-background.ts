import type { AuditKind } from './audit-kind.ts'

/** Where a description says what is behind the item, up to the noun: "on a plain white background", "against a wall". */
const BEHIND =
  /\b(?:on|against|in front of|before) (?:an?|the) ((?:[\p{L}-]+ ){0,3}?(?:background|backdrop|wall|surface|table|floor|studio))\b/iu

const OTHERS = ['a light grey background', 'a wooden table', 'a brick wall']

/** Nothing changes but what is behind the item in the picture, which nobody chooses an item for. */
export const changedBackground: AuditKind = {
  name: 'changed-background',
  wrong: 'only the background was changed',
  make({ positive }) {
    const found = BEHIND.exec(positive.visual)
    const from = found?.[1]
    if (found === null || from === undefined) return null
    const to = OTHERS.find((other) => !other.endsWith(from.split(' ').at(-1) ?? '')) ?? OTHERS[0] ?? ''
    const start = found.index + found[0].length - from.length
    const article = /\b(?:an?|the) $/iu.exec(positive.visual.slice(0, start))?.[0] ?? ''
    return {
      text: positive.text,
      visual:
        positive.visual.slice(0, start - article.length) + to + positive.visual.slice(start + from.length),
      attributes: [
        { name: 'background', from, to: withoutArticle(to), modality: 'image', reason: 'It sets the scene' },
      ],
    }
  },
}

function withoutArticle(text: string): string {
  return text.replace(/^an? /u, '')
}
