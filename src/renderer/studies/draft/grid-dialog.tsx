import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { StudyArm } from '#shared/studies/plan.ts'
import { parseValues } from './plan-edits.ts'

interface GridDialogProps {
  arm: StudyArm
  onClose: () => void
  onSave: (grid: StudyArm['grid']) => void
}

/** Changes which values tuning tries of an arm's settings. */
export function GridDialog({ arm, onClose, onSave }: GridDialogProps) {
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      Object.entries(arm.grid).map(([name, values]) => [name, values.map(String).join(', ')]),
    ),
  )
  const grid = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseValues(text)]))
  const empty = Object.entries(grid).filter(([, values]) => values.length === 0)
  return (
    <Modal opened onClose={onClose} title={`Grid of ${arm.label}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSave(grid)
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            Tuning tries combinations of these values on validation, up to the trials of each arm. The test
            looks at the chosen one alone.
          </Text>
          {Object.entries(texts).map(([name, text], place) => (
            <TextInput
              key={name}
              label={name}
              data-autofocus={place === 0 ? true : undefined}
              description="Values with commas between"
              value={text}
              error={empty.some(([other]) => other === name) ? 'Give one value at least' : undefined}
              onChange={(event) => {
                const { value } = event.currentTarget
                setTexts((before) => ({ ...before, [name]: value }))
              }}
            />
          ))}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={empty.length > 0}>
              Change the grid
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
