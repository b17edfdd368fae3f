import { useQueryClient } from '@tanstack/react-query'
import { memo, type Ref } from 'react'
import type { Annotator } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { ReviewCard } from '#shared/contract/review.ts'
import { client } from '../app/client.ts'
import { notifyFailure } from '../components/notify.ts'
import { type EditField, EditForm } from './edit-form.tsx'
import { NoteField } from './note-field.tsx'
import { QualityRail } from './quality-rail.tsx'
import { ReviewItem } from './review-item.tsx'
import { cardOptions, type Desk } from './use-desk.ts'
import { useMeasured } from './use-measured.ts'

interface CardViewProps {
  card: ReviewCard
  annotator: Annotator | null
  at: Desk
  /** Where the edit starts; null outside of one. */
  editing: EditField | null
  noteKeys: string
  noteField: Ref<HTMLTextAreaElement>
  /** Null where somebody else has the item. */
  onEdit: ((field: EditField) => void) | null
  onEdited: () => void
  onProvenance: () => void
}

/** The item on screen with everything known of it; in an edit, its form. */
export const CardView = memo(function CardView(props: CardViewProps) {
  const { card, annotator, at, editing, onEdited } = props
  const measured = useMeasured(card, editing !== null)
  const queries = useQueryClient()
  const remember = (change: Partial<ReviewCard>) => {
    queries.setQueryData(cardOptions(card.id, annotator).queryKey, (before) =>
      before === undefined ? before : { ...before, ...change },
    )
  }
  const save = (content: NegativeContent) => {
    onEdited()
    at.desk.dispatch({ kind: 'edit', proposal: card.id, content, pressedAt: performance.now() })
  }
  const discard = async (author: Annotator) => {
    onEdited()
    await at.drafts.forget(card.id)
    try {
      await client.review.discardDraft({ proposal: card.id, annotator: author })
      remember({ draft: null })
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <>
      <ReviewItem
        card={card}
        onEdit={props.onEdit}
        editor={
          editing === null || annotator === null ? null : (
            <EditForm
              key={card.id}
              card={card}
              startAt={editing}
              onDraft={(content) => {
                at.drafts.changed(card.id, content)
                remember({ draft: content })
              }}
              onSave={save}
              onLeave={() => {
                onEdited()
                void at.drafts.flush()
              }}
              onDiscard={() => void discard(annotator)}
            />
          )
        }
      />
      <QualityRail
        card={card}
        measured={measured}
        onProvenance={props.onProvenance}
        note={
          <NoteField
            key={card.id}
            ref={props.noteField}
            note={card.note}
            keys={props.noteKeys}
            onChange={(note) => {
              at.notes.changed(card.id, note)
              remember({ note })
            }}
            onBlur={() => void at.notes.flush()}
          />
        }
      />
    </>
  )
})
