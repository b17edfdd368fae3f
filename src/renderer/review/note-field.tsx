import { Textarea } from '@mantine/core'
import { type Ref, useState } from 'react'
import { Keys } from '../components/keys.tsx'
import classes from './quality-rail.module.css'

interface NoteFieldProps {
  note: string
  keys: string
  onChange: (note: string) => void
  onBlur: () => void
  ref: Ref<HTMLTextAreaElement>
}

/** The proposal's note: kept as it is typed, left with Escape. */
export function NoteField({ note, keys, onChange, onBlur, ref }: NoteFieldProps) {
  const [text, setText] = useState(note)
  return (
    <Textarea
      ref={ref}
      label="Note"
      rightSection={text === '' ? <Keys keys={keys} /> : null}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(event.currentTarget.value)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
      onBlur={onBlur}
      rows={1}
      classNames={{ input: classes.note }}
    />
  )
}
