import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../components/action-button.tsx'
import type { BoundAction } from '../components/actions.ts'
import classes from './review-page.module.css'

interface RegenerateButtonProps {
  action: BoundAction
  opened: boolean
  onOpen: (opened: boolean) => void
  onRegenerate: (hint: string) => void
}

/** Asks for another proposal of the same item, with a wish in the curator's words. */
export function RegenerateButton({ action, opened, onOpen, onRegenerate }: RegenerateButtonProps) {
  const [hint, setHint] = useState('')
  return (
    <Popover opened={opened} onChange={onOpen} position="top" width={340} trapFocus withArrow>
      <Popover.Target>
        <ActionButton
          action={opened ? { ...action, run: () => onOpen(false) } : action}
          className={classes.foldable}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label="Regenerate with a hint">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            onRegenerate(hint.trim())
            setHint('')
            onOpen(false)
          }}
        >
          <Stack gap="xs">
            <TextInput
              data-autofocus
              label="Hint"
              placeholder="Change the material, keep the colour"
              value={hint}
              onChange={(event) => setHint(event.currentTarget.value)}
            />
            <Text size="xs" c="dimmed">
              The new proposal comes next in the queue. This one stays as it is.
            </Text>
            <Group justify="flex-end">
              <Button type="submit">Propose again</Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
