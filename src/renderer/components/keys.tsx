import { Group, Kbd } from '@mantine/core'
import { Fragment } from 'react'
import { keyCaps } from './shortcut-keys.ts'

const MAC = /mac/i.test(navigator.platform)

/** The keys of a shortcut, drawn as caps. Decoration: a button's name does not read them out. */
export function Keys({ keys, size = 'xs' }: { keys: string; size?: 'xs' | 'sm' }) {
  if (keys === '') return null
  return (
    <Group gap={3} wrap="nowrap" aria-hidden component="span">
      {keyCaps(keys, MAC).map((caps, chord) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: caps have no identity but their place
        <Fragment key={chord}>
          {caps.map((cap) => (
            <Kbd key={cap} size={size}>
              {cap}
            </Kbd>
          ))}
        </Fragment>
      ))}
    </Group>
  )
}
