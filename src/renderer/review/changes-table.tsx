import { Text, Tooltip } from '@mantine/core'
import { IconArrowRight, IconInfoCircle } from '@tabler/icons-react'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import marks from './marked-text.module.css'
import { MODALITY_LABELS } from './modalities.ts'
import classes from './review-item.module.css'

/** The key attributes with what they were, what they become, and where that stands. */
export function ChangesTable({ attributes }: { attributes: readonly AttributeChange[] }) {
  if (attributes.length === 0) {
    return (
      <>
        <p className={classes.label}>Changed attributes</p>
        <Text size="sm" c="dimmed">
          None named
        </Text>
      </>
    )
  }
  return (
    <table className={classes.changes} aria-label="Changed attributes">
      <thead>
        <tr>
          <th scope="col">Changed</th>
          <th scope="col">From → to</th>
          <th scope="col">In</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {attributes.map((attribute, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have one name
          <tr key={place}>
            <td>{attribute.name}</td>
            <td>
              <del className={marks.removed}>{attribute.from}</del>
              <IconArrowRight size={13} aria-label="to" style={{ margin: '0 6px', verticalAlign: -2 }} />
              <ins className={marks.added}>{attribute.to}</ins>
            </td>
            <td>
              <Text size="xs" c="dimmed" component="span">
                {MODALITY_LABELS[attribute.modality]}
              </Text>
            </td>
            <td>{attribute.reason !== '' && <Reason attribute={attribute} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
