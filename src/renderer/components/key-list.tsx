import { Button, Group, Modal, ScrollArea, Stack, Table, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type ListedAction, remapAction, useActionList } from './actions.ts'
import { Keys } from './keys.tsx'
import { writeKeys } from './shortcut-keys.ts'

interface KeyListProps {
  opened: boolean
  onClose: () => void
}

/** Every key that does something here, and the way to give it another. */
export function KeyList({ opened, onClose }: KeyListProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg" scrollAreaComponent={ScrollArea.Autosize}>
      <KeyTables />
    </Modal>
  )
}

function KeyTables() {
  const scopes = useActionList()
  const [recording, setRecording] = useState<string | null>(null)
  return (
    <Stack gap="lg">
      {scopes.map(({ scope, actions }) => (
        <section key={scope} aria-label={scope}>
          <Title order={3} size="h6" mb={4}>
            {scope}
          </Title>
          <Table aria-label={`Keys: ${scope}`}>
            <Table.Tbody>
              {actions.map((action) => (
                <KeyRow
                  key={action.id}
                  scope={scope}
                  action={action}
                  siblings={actions}
                  recording={recording === `${scope}/${action.id}`}
                  onRecord={(on) => setRecording(on ? `${scope}/${action.id}` : null)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Stack>
  )
}

interface KeyRowProps {
  scope: string
  action: ListedAction
  siblings: readonly ListedAction[]
  recording: boolean
  onRecord: (on: boolean) => void
}

function KeyRow({ scope, action, siblings, recording, onRecord }: KeyRowProps) {
  const [taken, setTaken] = useState<string | null>(null)
  useEffect(() => {
    if (!recording) return
    const record = (event: KeyboardEvent) => {
      // Captured before the dialog sees it: Escape ends the recording and leaves the list open.
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') {
        onRecord(false)
        return
      }
      const keys = writeKeys(event)
      if (keys === null) return
      const holder = siblings.find((other) => other.id !== action.id && other.keys.includes(keys))
      if (holder !== undefined) {
        setTaken(holder.label)
        return
      }
      setTaken(null)
      remapAction(scope, action.id, keys)
      onRecord(false)
    }
    window.addEventListener('keydown', record, { capture: true })
    return () => window.removeEventListener('keydown', record, { capture: true })
  }, [recording, onRecord, scope, action.id, siblings])
  return (
    <Table.Tr>
      <Table.Td>{action.label}</Table.Td>
      <Table.Td>
        {recording ? (
          <Text size="sm" role="status">
            {taken === null ? 'Press the new key, or Esc' : `“${taken}” has this key. Press another, or Esc`}
          </Text>
        ) : (
          <Group gap="xs">
            {action.keys.map((keys) => (
              <Keys key={keys} keys={keys} size="sm" />
            ))}
          </Group>
        )}
      </Table.Td>
      <Table.Td w={150} ta="right">
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {action.remapped && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              aria-label={`Reset the key of: ${action.label}`}
              onClick={() => remapAction(scope, action.id, null)}
            >
              Reset
            </Button>
          )}
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={`Change the key of: ${action.label}`}
            onClick={() => onRecord(!recording)}
          >
            Change
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
