import { Button, NativeSelect, TextInput, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { type AttributeChange, Modality } from '#shared/contract/proposals.ts'
import { Keys } from '../components/keys.tsx'
import form from './edit-form.module.css'
import { MODALITY_LABELS } from './modalities.ts'

const MODALITIES = Modality.options.map((value) => ({ value, label: MODALITY_LABELS[value] }))

interface AttributeRowProps {
  attribute: AttributeChange
  /** Counted from 1, as its key is. */
  number: number
  /** The attribute changes no longer; it can be brought back. */
  isPutBack: boolean
  onChange: (part: Partial<AttributeChange>) => void
  /** A new value begins to be typed: what stands now is what it replaces. */
  onBegin: () => void
  onValue: (to: string) => void
  onToggle: () => void
  /** More on the attribute, under its fields. */
  children?: ReactNode
}

/** One attribute of an edit: its new value is written into both texts as it is typed, or it is put back. */
export function AttributeRow({
  attribute,
  number,
  isPutBack,
  onChange,
  onBegin,
  onValue,
  onToggle,
  children,
}: AttributeRowProps) {
  const toggleByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    onToggle()
  }
  const name = attribute.name || `attribute ${number}`
  return (
    <fieldset
      className={`${form.attribute} ${isPutBack ? form.putBack : ''}`}
      aria-label={`Attribute ${number}`}
      onKeyDown={toggleByKey}
    >
      <TextInput
        aria-label="Name"
        placeholder="Name"
        dir="auto"
        value={attribute.name}
        disabled={isPutBack}
        error={attribute.name.trim() === ''}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        aria-label="From"
        placeholder="From"
        dir="auto"
        value={attribute.from}
        disabled={isPutBack}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        aria-label="To"
        placeholder="To"
        dir="auto"
        data-field={`attribute-${number}`}
        value={attribute.to}
        disabled={isPutBack}
        onFocus={(event) => {
          onBegin()
          event.currentTarget.select()
        }}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="In"
        data={MODALITIES}
        value={attribute.modality}
        disabled={isPutBack}
        onChange={(event) => onChange({ modality: Modality.parse(event.currentTarget.value) })}
      />
      <Button
        variant="default"
        title={isPutBack ? 'Changes again' : 'Is as in the positive again'}
        data-toggle={number}
        rightSection={<Keys keys="mod+delete" />}
        leftSection={isPutBack ? <IconArrowForwardUp size={15} /> : <IconArrowBackUp size={15} />}
        onClick={onToggle}
      >
        {isPutBack ? 'Bring back' : 'Put back'}
        <VisuallyHidden> {name}</VisuallyHidden>
      </Button>
      {children}
    </fieldset>
  )
}
