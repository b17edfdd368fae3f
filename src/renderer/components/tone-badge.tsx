import { Badge, type BadgeProps } from '@mantine/core'
import type { ComponentPropsWithoutRef } from 'react'

export type Tone = 'gray' | 'iris' | 'teal' | 'yellow' | 'orange' | 'red'

/** Mantine's own inks on its light tints miss 4.5:1 for some colours; these hold it in both schemes. */
const INKS: Readonly<Record<Tone, string>> = {
  gray: 'light-dark(#454b57, #d5d8df)',
  iris: 'light-dark(#373994, #dfe0fb)',
  teal: 'light-dark(#05543d, #c3fae8)',
  yellow: 'light-dark(#6b4500, #ffec99)',
  orange: 'light-dark(#8a3200, #ffd8a8)',
  red: 'light-dark(#96202f, #ffd6d9)',
}

interface ToneBadgeProps extends Omit<BadgeProps, 'color' | 'c'> {
  tone: Tone
}

/** A badge that says a state by its word, with a colour that can be read. */
export function ToneBadge({
  tone,
  ...rest
}: ToneBadgeProps & Omit<ComponentPropsWithoutRef<'div'>, 'color' | 'style'>) {
  return <Badge color={tone} c={INKS[tone]} {...rest} />
}

/** The same as something to focus, for a badge that explains itself. */
export function ToneBadgeButton({
  tone,
  ...rest
}: ToneBadgeProps & Omit<ComponentPropsWithoutRef<'button'>, 'color' | 'style'>) {
  return <Badge component="button" type="button" color={tone} c={INKS[tone]} {...rest} />
}
