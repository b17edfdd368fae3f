import { Button, Text, Textarea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { assertNever } from '#shared/assert-never.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import type { ReviewCard } from '#shared/contract/review.ts'
import { ActionButton } from '../components/action-button.tsx'
import { useActions } from '../components/actions.ts'
import { withNewValue } from './attribute-edit.ts'
import { AttributeRow } from './attribute-row.tsx'
import form from './edit-form.module.css'
import { type EditRow, placeIn, rowsOf, toggled } from './edit-rows.ts'
import { placesOf, withPlaceToggled } from './occurrence-edit.ts'
import { PlaceChips } from './place-chips.tsx'
import classes from './review-item.module.css'

/** Where an edit starts: in a text, at an attribute (counted from 1), or with one put back. */
export type EditField =
  | { readonly kind: 'text' | 'visual' }
  | { readonly kind: 'attribute' | 'put-back'; readonly number: number }

interface EditFormProps {
  card: ReviewCard
  startAt: EditField
  /** After every key: whatever is in the form is kept. */
  onDraft: (content: NegativeContent) => void
  onSave: (content: NegativeContent) => void
  onLeave: () => void
  onDiscard: () => void
}

const NEW_ATTRIBUTE: AttributeChange = { name: '', from: '', to: '', modality: 'both', reason: '' }

/** The negative as a form. Everything typed is a draft at once; only saving makes it a decision. */
export function EditForm({ card, startAt, onDraft, onSave, onLeave, onDiscard }: EditFormProps) {
  const { positive } = card
  const [{ rows, content }, setEdit] = useState(() => begun(card, startAt))
  const section = useRef<HTMLElement>(null)
  /** What stood when the value that is being typed was begun: the texts are written from it, however far the typing is. */
  const typedFrom = useRef(content)
  const complete = content.attributes.every(({ name }) => name.trim() !== '') && content.text.trim() !== ''
  const take = (next: Edit) => {
    setEdit(next)
    onDraft(next.content)
  }
  const change = (part: Partial<NegativeContent>) => take({ rows, content: { ...content, ...part } })
  const changeRow = (row: number, attribute: AttributeChange, written: NegativeContent) =>
    take({ rows: rows.with(row, { attribute, isPutBack: false }), content: written })
  const changeAttribute = (row: number, part: Partial<AttributeChange>) => {
    const place = placeIn(rows, row)
    const attribute = content.attributes[place]
    if (attribute === undefined) return
    const next = { ...attribute, ...part }
    changeRow(row, next, { ...content, attributes: content.attributes.with(place, next) })
  }
  const changeValue = (row: number, to: string) => {
    const place = placeIn(rows, row)
    const written = withNewValue(typedFrom.current, positive, place, to)
    const attribute = written.attributes[place]
    if (attribute !== undefined) changeRow(row, attribute, written)
  }
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
  const keepBeginning = useEffectEvent(() => {
    if (startAt.kind === 'put-back') onDraft(content)
  })
  useEffect(() => keepBeginning(), [])
  useEffect(() => {
    section.current?.querySelector<HTMLElement>(fieldOf(startAt))?.focus()
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
        {rows.map(({ attribute, isPutBack }, row) => (
          <AttributeRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end and have no other identity
            key={row}
            attribute={attribute}
            number={row + 1}
            isPutBack={isPutBack}
            onChange={(part) => changeAttribute(row, part)}
            onBegin={() => {
              typedFrom.current = content
            }}
            onValue={(to) => changeValue(row, to)}
            onToggle={() => take(toggled(rows, content, positive, row))}
          >
            {!isPutBack && (
              <PlacesOfRow
                content={content}
                positive={positive}
                place={placeIn(rows, row)}
                onContent={(next) => {
                  const changed = next.attributes[placeIn(rows, row)]
                  if (changed !== undefined) changeRow(row, changed, next)
                }}
              />
            )}
          </AttributeRow>
        ))}
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          onClick={() =>
            take({
              rows: [...rows, { attribute: NEW_ATTRIBUTE, isPutBack: false }],
              content: { ...content, attributes: [...content.attributes, NEW_ATTRIBUTE] },
            })
          }
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

interface PlacesOfRowProps {
  content: NegativeContent
  positive: ReviewCard['positive']
  /** Of the attribute in the content. */
  place: number
  onContent: (content: NegativeContent) => void
}

/** Where the attribute's old value stands, if there is something to choose: several places, or one that may mean something else. */
function PlacesOfRow({ content, positive, place, onContent }: PlacesOfRowProps) {
  const places = useMemo(() => placesOf(content, positive, place), [content, positive, place])
  if (places.length < 2 && !places.some(({ ambiguous }) => ambiguous)) return null
  return (
    <PlaceChips
      positive={positive}
      places={places}
      onToggle={(one) => onContent(withPlaceToggled(content, positive, place, one))}
    />
  )
}

interface Edit {
  readonly rows: readonly EditRow[]
  readonly content: NegativeContent
}

function begun(card: ReviewCard, startAt: EditField): Edit {
  const content = card.draft ?? card.current
  const rows = rowsOf(content, card.current)
  return startAt.kind === 'put-back' && rows[startAt.number - 1]?.isPutBack === false
    ? toggled(rows, content, card.positive, startAt.number - 1)
    : { rows, content }
}

function fieldOf(field: EditField): string {
  switch (field.kind) {
    case 'text':
    case 'visual':
      return `[data-field="${field.kind}"]`
    case 'attribute':
      return `[data-field="attribute-${field.number}"]`
    case 'put-back':
      return `[data-toggle="${field.number}"]`
    default:
      return assertNever(field)
  }
}
