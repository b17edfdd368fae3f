import { originOfRecord } from '#main/exports/negative-record.ts'
import { type ReadRecord, readRecords, recordFiles } from '#main/exports/record-reader.ts'
import { readSnapshotFile, type SnapshotFile } from '#main/exports/snapshot-file.ts'
import type { Reader } from '#main/store/database.ts'
import { readItemIds } from '#main/store/item-repository.ts'
import type { ImportedNegative, NewSnapshot } from '#main/store/snapshot-repository.ts'
import { NO_VERDICTS } from '#shared/attributes/scheme.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { snapshotHash } from './snapshot-hash.ts'

/** What an exported snapshot holds, for a data set that has its items. */
export interface SnapshotToImport {
  snapshot: Pick<NewSnapshot, 'name' | 'which' | 'attributes' | 'note' | 'hash'>
  negatives: ImportedNegative[]
}

/**
 * Reads an export back. Nothing is written.
 *
 * @param path a folder of an export, or one of its files
 * @throws ExpectedError NOT_FOUND or BAD_INPUT, with file and line, for what does not match
 */
export async function readExportedSnapshot(
  reader: Reader,
  dataset: Pick<Dataset, 'id' | 'name'>,
  path: string,
): Promise<SnapshotToImport> {
  const [file = path] = await recordFiles(path)
  const said = await readSnapshotFile(file)
  const items = readItemIds(reader, dataset.id)
  const negatives: ImportedNegative[] = []
  let first: ReadRecord | undefined
  for await (const page of readRecords(path)) {
    first ??= page[0]
    for (const read of page) {
      refuseOther(read, first ?? read)
      negatives.push(toNegative(read, items, dataset.name))
    }
  }
  if (first === undefined) {
    throw new ExpectedError('BAD_INPUT', `${file} holds no negative.`, { location: { file, line: 1 } })
  }
  const { record } = first
  const which = record.curated ? 'curated' : 'proposed'
  const attributes = said?.attributes ?? NO_VERDICTS
  const hash = snapshotHash(negatives, { which, attributes })
  if (hash !== record.snapshot_hash || (said !== null && hash !== said.hash))
    throw otherHash(first, hash, said)
  return { snapshot: { name: record.snapshot, which, attributes, note: said?.note ?? '', hash }, negatives }
}

function refuseOther({ record, file, line }: ReadRecord, first: ReadRecord): void {
  const isSame =
    record.snapshot_hash === first.record.snapshot_hash && record.curated === first.record.curated
  if (isSame) return
  throw new ExpectedError('BAD_INPUT', `Line ${line} of ${file} is of another snapshot than the first one.`, {
    location: { file, line },
    retry: 'Choose the files of one snapshot.',
  })
}

function toNegative(
  { record, file, line }: ReadRecord,
  items: ReadonlyMap<string, ItemId>,
  dataset: string,
): ImportedNegative {
  const item = items.get(record.item_id)
  if (item === undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `Line ${line} of ${file}: ‘${dataset}’ has no item “${record.item_id}”.`,
      { location: { file, line }, retry: 'Import it into the data set that it was made of.' },
    )
  }
  return {
    proposal: null,
    item,
    externalId: record.item_id,
    edited: record.edited,
    decision: null,
    visualPositive: record.positive_visual,
    content: { text: record.negative_text, visual: record.negative_visual, attributes: record.changes },
    proposed: record.proposed_changes,
    origin: originOfRecord(record),
  }
}

function otherHash(
  { record, file, line }: ReadRecord,
  hash: string,
  said: SnapshotFile | null,
): ExpectedError {
  const retry =
    said === null
      ? 'Take the whole folder of the export: its snapshot.json has the verdicts on attributes, which count as well.'
      : 'Choose an export of the studio, unchanged.'
  return new ExpectedError(
    'BAD_INPUT',
    `What ${file} holds is not what was exported: its hash is ${hash}, and it says ${record.snapshot_hash}.`,
    { location: { file, line }, retry },
  )
}
