import { Text, Tooltip } from '@mantine/core'
import { IconArrowRight, IconInfoCircle } from '@tabler/icons-react'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import classes from './changes-list.module.css'
import marks from './marked-text.module.css'
import { MODALITY_LABELS } from './modalities.ts'

/** The key attributes with what they were, what they become, and where that stands. */
export function ChangesList({ attributes }: { attributes: readonly AttributeChange[] }) {
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
            </li>
          ))}
        </ul>
      )}
    </section>
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
