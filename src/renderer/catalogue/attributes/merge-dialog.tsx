import { Autocomplete, Button, Group, Modal, NativeSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { CuratedAttribute } from '#shared/contract/attributes.ts'

interface MergeDialogProps {
  /** Null while the dialog is closed. */
  attribute: CuratedAttribute | null
  /** Of all attributes, to choose from. */
  names: readonly string[]
  onMerge: (verdict: AttributeVerdict) => void
  onClose: () => void
}

/** Lets a name, or one of an attribute's values, count as another: an existing one, or a new name. */
export function MergeDialog({ attribute, names, onMerge, onClose }: MergeDialogProps) {
  return (
    <Modal opened={attribute !== null} onClose={onClose} title={`Merge or rename “${attribute?.name ?? ''}”`}>
      {attribute !== null && <MergeForm attribute={attribute} names={names} onMerge={onMerge} />}
    </Modal>
  )
}

function MergeForm({
  attribute,
  names,
  onMerge,
}: Omit<MergeDialogProps, 'attribute' | 'onClose'> & {
  attribute: CuratedAttribute
}) {
  const [value, setValue] = useState('')
  const [into, setInto] = useState('')
  const { name, values } = attribute
  const choices = value === '' ? names : values.map((one) => one.value)
  const verdict = AttributeVerdict.safeParse(
    value === '' ? { kind: 'name', name, into } : { kind: 'value', name, value, into },
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (verdict.success) onMerge(verdict.data)
      }}
    >
      <Stack gap="sm">
        <NativeSelect
          label="What is merged"
          data={[
            { value: '', label: `The attribute “${name}”` },
            ...values.map((one) => ({ value: one.value, label: `The value “${one.value}”` })),
          ]}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Autocomplete
          data-autofocus
          // Its list would cover the button, and take the first Escape.
          openOnFocus={false}
          label="Counts as"
          description="One that is there, or a new one; itself keeps it apart"
          data={[...new Set(choices)].filter((choice) => choice !== (value === '' ? name : value))}
          limit={50}
          value={into}
          onChange={setInto}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!verdict.success}>
            Merge
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
