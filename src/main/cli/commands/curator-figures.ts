import type { AuditCatches } from '#shared/contract/curators.ts'
import { datasetNamed, type Session } from '../session.ts'

export interface FiguresOptions {
  dataset: string
}

/** `curators figures`: how fast and how each person decides, and what they catch of the audits. */
export async function curatorFigures(
  { client, output }: Session,
  { dataset }: FiguresOptions,
): Promise<void> {
  const { id } = await datasetNamed(client, dataset)
  output.rows(
    await client.curators.figures({ dataset: id }),
    {
      curator: ({ annotator }) => annotator,
      decisions: ({ decisions }) => decisions,
      'an hour': ({ hourlyRate }) => (hourlyRate === null ? '-' : Math.round(hourlyRate)),
      'median seconds': ({ itemTimes }) =>
        itemTimes.median === null ? '-' : (itemTimes.median / 1000).toFixed(1),
      accepted: ({ acceptanceRate }) => percent(acceptanceRate),
      'others accepted': ({ othersAcceptanceRate }) => percent(othersAcceptanceRate),
      edited: ({ editRate }) => percent(editRate),
      'audits caught': ({ audits }) => (audits === null ? '-' : caught(audits)),
    },
    'Nobody has decided anything in this data set.',
  )
}

function caught({ caught, missed, rate, interval }: AuditCatches): string {
  if (rate === null || interval === null) return 'none decided'
  return `${caught} of ${caught + missed}, ${percent(interval.low)} to ${percent(interval.high)}`
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(0)} %`
}
