import type { ReviewSort } from '#shared/contract/review.ts'

/** The orders of the queue in the words of the page: a label, and what comes first in one line. */
export const ORDER_MEANINGS: Readonly<Record<ReviewSort, { label: string; help: string }>> = {
  oldest: { label: 'Oldest first', help: 'In the order in which they were proposed.' },
  newest: { label: 'Newest first', help: 'What was proposed last comes first.' },
  riskiest: {
    label: 'Riskiest first',
    help: 'First those closest to something that the item’s own users chose.',
  },
  hardest: {
    label: 'Hardest first',
    help: 'First those that the newest trained model takes for the better item; what it has not scored is last.',
  },
  'most-uncertain': {
    label: 'Most uncertain first',
    help: 'First those that the newest trained model can tell from their item least, a hardness near one half.',
  },
  'least-certain': {
    label: 'Least certain first',
    help: 'First the items whose attributes the reader, taught by what is curated so far, is least sure of.',
  },
  'categories-in-turn': {
    label: 'Categories in turn',
    help: 'The first of each category, then the second of each, so that none is left behind.',
  },
  'least-balanced': {
    label: 'Least balanced first',
    help: 'First those that change the text and the picture unequally.',
  },
  'least-contrast': {
    label: 'Least contrast first',
    help: 'First those that hardly differ from their item.',
  },
  random: { label: 'At random', help: 'In an order by chance, the same every time.' },
}
