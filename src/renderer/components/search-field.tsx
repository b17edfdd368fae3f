import { CloseButton, TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type Ref, useState } from 'react'
import { Keys } from './keys.tsx'

/** The address changes once typing pauses for this long. */
const PAUSE_MILLISECONDS = 200

interface SearchFieldProps extends Pick<TextInputProps, 'className' | 'flex' | 'w' | 'miw'> {
  label: string
  placeholder: string
  /** What is searched for now. */
  text: string
  /** The keys that lead here. */
  keys: string
  onSearch: (text: string) => void
  ref?: Ref<HTMLInputElement>
}

/** Text to search for. While it has the focus it shows what is typed, and otherwise what is searched for. */
export function SearchField({ label, text, keys, onSearch, ...rest }: SearchFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const later = useDebouncedCallback(onSearch, PAUSE_MILLISECONDS)
  const shown = typed ?? text
  const type = (next: string) => {
    setTyped(next)
    later(next.trim())
  }
  return (
    <TextInput
      {...rest}
      aria-label={label}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        shown === '' ? (
          <Keys keys={keys} />
        ) : (
          <CloseButton
            size="xs"
            aria-label="Clear the search"
            onClick={() => {
              type('')
              later.flush()
            }}
          />
        )
      }
      value={shown}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || (event.key === 'Escape' && shown === '')) event.currentTarget.blur()
        else if (event.key === 'Escape') type('')
      }}
      onBlur={() => {
        later.flush()
        setTyped(null)
      }}
    />
  )
}
