import { Text } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight, IconEqual } from '@tabler/icons-react'
import type { Comparison } from '#shared/contract/runs.ts'
import classes from './compare-page.module.css'
import { outcomeOf, verdictSentence } from './verdict.ts'

/** The metrics that a comparison is decided on; the table has the others. */
const DECISIVE = ['recall@20', 'ndcg@20']
const SIGNS = { better: IconArrowUpRight, worse: IconArrowDownRight, undecided: IconEqual }

/** What the tests say, in sentences. */
export function Verdicts({ comparison }: { comparison: Comparison }) {
  const verdicts = comparison.tests.flatMap(({ first, second, tests }) =>
    tests
      .filter(({ metric }) => DECISIVE.includes(metric))
      .map((test) => ({ sentence: verdictSentence(first, second, test), outcome: outcomeOf(test) })),
  )
  return (
    <section aria-label="Verdict" className={classes.verdicts}>
      {verdicts.map(({ sentence, outcome }) => {
        const Sign = SIGNS[outcome]
        return (
          <p key={sentence} className={classes.verdict} data-outcome={outcome}>
            <Sign size={17} aria-hidden />
            {sentence}
          </p>
        )
      })}
      <Text size="xs" c="dimmed">
        Each run’s epoch was chosen on validation; these numbers are from test, measured once. Paired,
        two-sided t-test over users: p is about users only, not about other seeds or data sets, and is not
        corrected for the number of comparisons.
      </Text>
    </section>
  )
}
