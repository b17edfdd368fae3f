import { useMemo } from 'react'
import classes from './marked-text.module.css'
import { wordChanges } from './word-changes.ts'

interface MarkedTextProps {
  /** Both versions of one text; `side` says which of them is shown. */
  before: string
  after: string
  side: 'before' | 'after'
}

/** One version of a text, with the words marked that the other version lacks. */
export function MarkedText({ before, after, side }: MarkedTextProps) {
  const changes = useMemo(() => wordChanges(before, after), [before, after])
  const Mark = side === 'before' ? 'del' : 'ins'
  return (
    <span className={classes.text}>
      {changes[side].map((stretch, place) =>
        stretch.changed && stretch.text.trim() !== '' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stretch has no identity but its place
          <Mark key={place} className={side === 'before' ? classes.removed : classes.added}>
            {stretch.text}
          </Mark>
        ) : (
          stretch.text
        ),
      )}
    </span>
  )
}
