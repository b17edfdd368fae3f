import type { ProposalState } from '#shared/contract/proposals.ts'

/** What a color stands for; the scheme decides how it looks. */
export type Hue =
  | { readonly kind: 'category'; readonly index: number }
  | { readonly kind: 'state'; readonly state: ProposalState }
  /** From the least value (0) to the largest (1). */
  | { readonly kind: 'scale'; readonly share: number }
  | { readonly kind: 'plain'; readonly index: number }

export interface MapColors {
  readonly surface: string
  readonly text: string
  readonly line: string
  readonly link: string
  readonly categories: readonly string[]
  readonly states: Readonly<Record<ProposalState, string>>
  readonly scale: readonly string[]
  readonly plain: readonly string[]
}

/** Each color stands out from its surface by 3:1 and more. */
export const MAP_COLORS: Readonly<Record<'light' | 'dark', MapColors>> = {
  light: {
    surface: '#ffffff',
    text: '#22262e',
    line: '#e3e5ea',
    link: '#22262e',
    categories: ['#4446b4', '#c2410c', '#0b7a5c', '#a21caf', '#8a6100', '#0e7490', '#be123c', '#4d7c0f'],
    states: {
      pending: '#4446b4',
      skipped: '#8a6100',
      accepted: '#0b7a5c',
      edited: '#0e7490',
      rejected: '#be123c',
    },
    scale: ['#7f93a8', '#5f86b8', '#4f68c4', '#5340b5', '#3b1a80'],
    plain: ['#7d8494', '#5f6675'],
  },
  dark: {
    surface: '#191c22',
    text: '#e6e8ee',
    line: '#2d323c',
    link: '#e6e8ee',
    categories: ['#9a9cef', '#fb923c', '#4cc9a4', '#e08af0', '#e0b34a', '#4fc3dc', '#fb7f94', '#a3d05c'],
    states: {
      pending: '#9a9cef',
      skipped: '#e0b34a',
      accepted: '#4cc9a4',
      edited: '#4fc3dc',
      rejected: '#fb7f94',
    },
    scale: ['#66758a', '#6f94c4', '#8aa4ee', '#b9aef6', '#efe6ff'],
    plain: ['#717988', '#9aa1b0'],
  },
}

export function colorOf(hue: Hue, colors: MapColors): string {
  const at = (list: readonly string[], index: number) => list[Math.min(index, list.length - 1)] ?? colors.text
  switch (hue.kind) {
    case 'category':
      return at(colors.categories, hue.index)
    case 'state':
      return colors.states[hue.state]
    case 'scale':
      return at(colors.scale, Math.round(hue.share * (colors.scale.length - 1)))
    case 'plain':
      return at(colors.plain, hue.index)
  }
}
