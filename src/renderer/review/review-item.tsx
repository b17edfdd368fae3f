import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ReviewCard } from '#shared/contract/review.ts'
import { Picture } from '../components/picture.tsx'
import { ToneBadge } from '../components/tone-badge.tsx'
import { ChangesList } from './changes-list.tsx'
import type { EditField } from './edit-form.tsx'
import { MarkedText } from './marked-text.tsx'
import classes from './review-item.module.css'
import { STATE_LABELS } from './states.ts'
import { textParts } from './text-parts.ts'

interface ReviewItemProps {
  card: ReviewCard
  /** Stands in the negative's pane instead of what it says: the form of an edit. */
  editor: ReactNode
  onEdit: ((field: EditField) => void) | null
}

/** What changes, then the positive on the left and the proposed negative on the right; one below the other where room is scarce. */
export function ReviewItem({ card: kept, editor, onEdit }: ReviewItemProps) {
  // While it is edited, the positive shows what the edit changes.
  const card = editor === null ? kept : { ...kept, current: kept.draft ?? kept.current }
  return (
    <div className={editor === null ? classes.item : classes.itemInEdit}>
      {editor === null && <ChangesList attributes={card.current.attributes} onEdit={onEdit} />}
      <PositivePane card={card} />
      {editor ?? <NegativePane card={card} />}
    </div>
  )
}

function PositivePane({ card }: { card: ReviewCard }) {
  const { positive, current } = card
  const facts = factsOf(card)
  return (
    <section className={classes.pane} aria-label="Positive">
      <header className={classes.heading}>
        <h2 className={classes.name}>Positive</h2>
        <Text size="xs" c="dimmed" truncate dir="auto">
          {[card.category, card.externalId].filter((part) => part !== null).join(' · ')}
        </Text>
      </header>
      <div className={`${classes.part} ${classes.looks}`}>
        <div className={classes.picture}>
          <Picture hash={card.image} alt={`Picture of ${card.title}`} width={512} fit="contain" />
        </div>
        <div className={classes.words} dir="auto">
          <p className={classes.label}>Shows</p>
          {positive.visual === '' ? (
            <NoVisual />
          ) : (
            <MarkedText before={positive.visual} after={current.visual} side="before" />
          )}
        </div>
      </div>
      <div className={classes.part}>
        <ItemWords before={positive.text} after={current.text} side="before" />
      </div>
      <div className={classes.part}>
        <p className={classes.label}>Attributes in the catalogue</p>
        {facts.length === 0 ? (
          <Text size="sm" c="dimmed">
            None
          </Text>
        ) : (
          <dl className={classes.facts}>
            {facts.map(({ name, values }) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt dir="auto">{name}</dt>
                <dd dir="auto">{values.join(', ')}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </section>
  )
}

/** A list of categories with one entry is no attribute: the category itself then says what the catalogue knows. */
function factsOf({ category, positive }: ReviewCard): readonly { name: string; values: readonly string[] }[] {
  const known = positive.attributes.some(({ values }) => category !== null && values.includes(category))
  return category === null || known
    ? positive.attributes
    : [{ name: 'category', values: [category] }, ...positive.attributes]
}

function NegativePane({ card }: { card: ReviewCard }) {
  const { positive, current } = card
  const state = STATE_LABELS[card.state]
  return (
    <section className={classes.pane} aria-label="Proposed negative">
      <header className={classes.heading}>
        <h2 className={classes.name}>Proposed negative</h2>
        {card.state !== 'pending' && (
          <ToneBadge tone={state.tone}>
            {state.label}
            {card.annotator === null ? '' : ` by ${card.annotator}`}
          </ToneBadge>
        )}
        {card.draft !== null && <ToneBadge tone="iris">Unfinished edit</ToneBadge>}
      </header>
      <div className={`${classes.part} ${classes.looks}`}>
        <StandIn card={card}>
          {current.visual === '' ? (
            <NoVisual />
          ) : (
            <MarkedText before={positive.visual} after={current.visual} side="after" />
          )}
        </StandIn>
      </div>
      <div className={classes.part}>
        <ItemWords before={positive.text} after={current.text} side="after" />
      </div>
    </section>
  )
}

/** What the negative's picture would show; says so, since no such picture exists. */
function StandIn({ card, children }: { card: ReviewCard; children: ReactNode }) {
  return (
    <div className={classes.standIn}>
      <div className={classes.faint} title="The positive’s picture: the negative has none of its own">
        <Picture hash={card.image} alt="" width={128} />
      </div>
      <div className={classes.words} dir="auto">
        <p className={classes.label}>Would show</p>
        {children}
      </div>
    </div>
  )
}

function NoVisual() {
  return (
    <Text size="sm" c="dimmed" span>
      No visual description
    </Text>
  )
}

function ItemWords({ before, after, side }: { before: string; after: string; side: 'before' | 'after' }) {
  const was = textParts(before)
  const is = textParts(after)
  const body = side === 'before' ? was.body : is.body
  return (
    <>
      <h3 className={classes.title} dir="auto">
        <MarkedText before={was.title} after={is.title} side={side} />
      </h3>
      <div className={classes.words} dir="auto">
        {body === '' ? (
          <Text size="sm" c="dimmed" span>
            No description
          </Text>
        ) : (
          <MarkedText before={was.body} after={is.body} side={side} />
        )}
      </div>
    </>
  )
}
