import { NativeSelect, Tooltip } from '@mantine/core'
import { ReviewSort } from '#shared/contract/review.ts'
import { ORDER_MEANINGS } from './orders.ts'

interface OrderSelectProps {
  sort: ReviewSort
  onChange: (sort: ReviewSort) => void
}

/** What comes first; what the chosen order means is told beside it. */
export function OrderSelect({ sort, onChange }: OrderSelectProps) {
  return (
    <Tooltip
      label={ORDER_MEANINGS[sort].help}
      events={{ hover: true, focus: true, touch: true }}
      position="bottom-end"
      multiline
      maw={300}
    >
      <NativeSelect
        aria-label="Sort"
        data={Object.entries(ORDER_MEANINGS).map(([value, { label }]) => ({ value, label }))}
        value={sort}
        onChange={(event) => onChange(ReviewSort.parse(event.currentTarget.value))}
        flex="0 1 8.875rem"
        miw={96}
      />
    </Tooltip>
  )
}
