import type { RunId } from '#shared/contract/ids.ts'
import type { Comparison, PairedTest } from '#shared/contract/runs.ts'
import type { Session } from '../session.ts'
import { figure, table } from '../terminal.ts'

const SHOWN_METRICS = ['recall@10', 'recall@20', 'ndcg@10', 'ndcg@20']

/** `compare`: test metrics side by side, and whether the first group's lead over the others is more than chance. */
export async function compareRuns({ client, output }: Session, runs: RunId[]): Promise<void> {
  const comparison = await client.runs.compare({ runs })
  output.result(comparison, () => [groupTable(comparison), ...testTables(comparison)].join('\n\n'))
}

function groupTable({ groups }: Comparison): string {
  const metrics = SHOWN_METRICS.map((key) => [
    key,
    ({ mean, deviation, runs }: Comparison['groups'][number]) =>
      [figure(mean[key]) ?? '-', ...(runs.length > 1 ? [`± ${figure(deviation[key]) ?? '-'}`] : [])].join(
        ' ',
      ),
  ])
  return table(groups, {
    group: (group) => group.label,
    runs: (group) => group.runs.join(' '),
    ...Object.fromEntries(metrics),
  })
}

function testTables({ tests }: Comparison): string[] {
  return tests.map(({ first, second, tests: paired }) =>
    paired.length === 0
      ? `${second} against ${first}: no paired test; it needs a seed that both were tested with, on at least two users.`
      : `${second} against ${first}\n${pairedTable(paired)}`,
  )
}

function pairedTable(paired: readonly PairedTest[]): string {
  return table(paired, {
    metric: (test) => test.metric,
    users: (test) => test.users,
    difference: (test) => figure(test.meanDifference),
    't (paired)': (test) => figure(test.t),
    p: (test) => figure(test.p),
    '95 % interval': (test) => test.interval.map((edge) => figure(edge)).join(' … '),
  })
}
