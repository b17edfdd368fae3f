import { ActionIcon, Button, NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { type AttributeChange, Modality, type NegativeContent } from '#shared/contract/proposals.ts'
import type { ReviewCard } from '#shared/contract/review.ts'
import { ActionButton } from '../components/action-button.tsx'
import { useActions } from '../components/actions.ts'
import form from './edit-form.module.css'
import { MODALITY_LABELS } from './modalities.ts'
import classes from './review-item.module.css'

/** The part of a negative that an edit starts at. */
export type EditField = 'text' | 'visual' | 'attributes'

interface EditFormProps {
  card: ReviewCard
  startAt: EditField
  /** After every key: whatever is in the form is kept. */
  onDraft: (content: NegativeContent) => void
  onSave: (content: NegativeContent) => void
  onLeave: () => void
  onDiscard: () => void
}

const MODALITIES = Modality.options.map((value) => ({ value, label: MODALITY_LABELS[value] }))
const NEW_ATTRIBUTE: AttributeChange = { name: '', from: '', to: '', modality: 'both', reason: '' }

/** The negative as a form. Everything typed is a draft at once; only saving makes it a decision. */
export function EditForm({ card, startAt, onDraft, onSave, onLeave, onDiscard }: EditFormProps) {
  const [content, setContent] = useState(card.draft ?? card.current)
  const section = useRef<HTMLElement>(null)
  const complete = content.attributes.every(({ name }) => name.trim() !== '') && content.text.trim() !== ''
  const change = (part: Partial<NegativeContent>) => {
    const next = { ...content, ...part }
    setContent(next)
    onDraft(next)
  }
  const changeAttribute = (place: number, part: Partial<AttributeChange>) =>
    change({
      attributes: content.attributes.map((attribute, index) =>
        index === place ? { ...attribute, ...part } : attribute,
      ),
    })
  const action = useActions('Editing', [
    {
      id: 'save-edit',
      keys: 'mod+enter',
      label: 'Save edit',
      enabled: complete,
      whileTyping: true,
      run: () => onSave(content),
    },
    {
      id: 'leave-edit',
      keys: 'escape',
      label: 'Leave',
      whileTyping: true,
      run: onLeave,
    },
  ])
  useEffect(() => {
    section.current?.querySelector<HTMLElement>(`[data-field="${startAt}"]`)?.focus()
  }, [startAt])
  return (
    <section className={`${classes.pane} ${form.form}`} aria-label="Edit the negative" ref={section}>
      <header className={classes.heading}>
        <h2 className={classes.name}>Edit the negative</h2>
        <Text size="xs" c="dimmed" ml="auto">
          Kept as you type
        </Text>
      </header>
      <div className={classes.part}>
        <p className={classes.label}>Changed attributes</p>
        {content.attributes.map((attribute, place) => (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end and have no other identity
            key={place}
            className={form.attribute}
            aria-label={`Attribute ${place + 1}`}
          >
            <TextInput
              aria-label="Name"
              placeholder="Name"
              {...(place === 0 ? { 'data-field': 'attributes' } : {})}
              dir="auto"
              value={attribute.name}
              error={attribute.name.trim() === ''}
              onChange={(event) => changeAttribute(place, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label="From"
              placeholder="From"
              dir="auto"
              value={attribute.from}
              onChange={(event) => changeAttribute(place, { from: event.currentTarget.value })}
            />
            <TextInput
              aria-label="To"
              placeholder="To"
              dir="auto"
              value={attribute.to}
              onChange={(event) => changeAttribute(place, { to: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label="In"
              data={MODALITIES}
              value={attribute.modality}
              onChange={(event) =>
                changeAttribute(place, { modality: Modality.parse(event.currentTarget.value) })
              }
            />
            <ActionIcon
              aria-label={`Remove ${attribute.name || `attribute ${place + 1}`}`}
              onClick={() => change({ attributes: content.attributes.toSpliced(place, 1) })}
            >
              <IconX size={15} />
            </ActionIcon>
          </fieldset>
        ))}
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          {...(content.attributes.length === 0 ? { 'data-field': 'attributes' } : {})}
          onClick={() => change({ attributes: [...content.attributes, NEW_ATTRIBUTE] })}
        >
          Add attribute
        </Button>
      </div>
      <div className={classes.part}>
        <Textarea
          label="Text (title, an empty line, description)"
          data-field="text"
          value={content.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          autosize
          minRows={5}
          maxRows={13}
          dir="auto"
        />
      </div>
      <div className={classes.part}>
        <Textarea
          label="Visual description"
          data-field="visual"
          value={content.visual}
          onChange={(event) => change({ visual: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={8}
          dir="auto"
        />
      </div>
      <div className={form.actions}>
        <ActionButton action={action('save-edit')} variant="filled" />
        <ActionButton action={action('leave-edit')} />
        <Button variant="subtle" color="red" ml="auto" onClick={onDiscard}>
          Discard draft
        </Button>
      </div>
    </section>
  )
}
