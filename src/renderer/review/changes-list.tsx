import { Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconArrowRight, IconInfoCircle } from '@tabler/icons-react'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import { Keys } from '../components/keys.tsx'
import classes from './changes-list.module.css'
import type { EditField } from './edit-form.tsx'
import marks from './marked-text.module.css'
import { MODALITY_LABELS } from './modalities.ts'

interface ChangesListProps {
  attributes: readonly AttributeChange[]
  /** Null where it can only be looked at. */
  onEdit: ((field: EditField) => void) | null
}

/** The key attributes with what they were, what they become, and where that stands. */
export function ChangesList({ attributes, onEdit }: ChangesListProps) {
  return (
    <section className={classes.changes} aria-label="Changes">
      {attributes.length === 0 ? (
        <Text size="sm" c="dimmed">
          No changed attribute is named
        </Text>
      ) : (
        <ul className={classes.list} aria-label="Changed attributes">
          {attributes.map((attribute, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have one name
            <li key={place} className={classes.change}>
              <span className={classes.name} dir="auto">
                {attribute.name}
              </span>
              <span className={classes.values}>
                <del className={marks.removed} dir="auto">
                  {attribute.from}
                </del>
                <IconArrowRight size={13} role="img" aria-label="to" className={classes.arrow} />
                <ins className={marks.added} dir="auto">
                  {attribute.to}
                </ins>
              </span>
              <span className={classes.place}>{MODALITY_LABELS[attribute.modality]}</span>
              {attribute.reason !== '' && <Reason attribute={attribute} />}
              <ChangeButtons name={attribute.name} number={place + 1} onEdit={onEdit} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

interface ChangeButtonsProps {
  name: string
  number: number
  onEdit: ((field: EditField) => void) | null
}

function ChangeButtons({ name, number, onEdit }: ChangeButtonsProps) {
  return (
    <span className={classes.buttons}>
      <button
        type="button"
        className={classes.why}
        title={`Another value (${number})`}
        disabled={onEdit === null}
        onClick={() => onEdit?.({ kind: 'attribute', number })}
      >
        <VisuallyHidden>Change {name}</VisuallyHidden>
        <Keys keys={String(number)} />
      </button>
      <button
        type="button"
        className={classes.why}
        aria-label={`Put ${name} back`}
        title={`As in the positive again (X ${number})`}
        disabled={onEdit === null}
        onClick={() => onEdit?.({ kind: 'put-back', number })}
      >
        <IconArrowBackUp size={15} stroke={1.6} aria-hidden />
      </button>
    </span>
  )
}

function Reason({ attribute }: { attribute: AttributeChange }) {
  return (
    <Tooltip
      label={attribute.reason}
      multiline
      maw={280}
      events={{ hover: true, focus: true, touch: true }}
      openDelay={150}
    >
      <button type="button" className={classes.why} aria-label={`Why ${attribute.name}: ${attribute.reason}`}>
        <IconInfoCircle size={15} stroke={1.6} aria-hidden />
      </button>
    </Tooltip>
  )
}
