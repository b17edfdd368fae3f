import type { SplitStrategy } from '#shared/contract/catalogue.ts'
import type { ImportFormat, ImportReport, ImportRequestInput } from '#shared/contract/imports.ts'
import { progressText, StepTime } from '#shared/imports/import-progress.ts'
import { Interrupted, toFailure } from '../failure.ts'
import { followEvents } from '../follow.ts'
import type { Session } from '../session.ts'
import { importText, writeLeftOut } from './import-report.ts'

export interface ImportOptions {
  name: string
  items?: string
  interactions: string
  images?: string
  format?: ImportFormat
  minRating?: number
  kCore?: number
  split?: SplitStrategy
  seed?: number
  leftOut?: string
}

/** `import`: answers when the data set is there; phases are told on the way. Ctrl-C cancels it, and nothing of it stays. */
export async function importDataset(session: Session, options: ImportOptions): Promise<void> {
  const { client, output } = session
  const request = await importRequest(session, options)
  let phase = ''
  const time = new StepTime()
  await using _ = await followEvents(client, (event) => {
    if (event.topic !== 'import' || event.progress.name !== request.name) return
    const { progress } = event
    if (progress.phase === 'done') return output.status(null)
    if (progress.phase !== phase) output.message(`${progress.phase} …`)
    phase = progress.phase
    output.status(progressText(progress, time.left(progress, performance.now())))
  })
  const report = await cancellable(session, request).finally(() => output.status(null))
  const { dataset, leftOut, encodings, warnings, skippedTotal } = report
  const list = skippedTotal === 0 ? null : session.path(options.leftOut ?? leftOutFile(dataset.name))
  if (list !== null) await writeLeftOut(list, report)
  output.result(
    { dataset: dataset.name, ...dataset.counts, leftOut, leftOutList: list, encodings, warnings },
    () => importText(report, list),
  )
}

async function cancellable(
  { client, output, interrupted }: Session,
  request: ImportRequestInput,
): Promise<ImportReport> {
  const nothingStays = new Interrupted('Cancelled. Nothing of it was stored.')
  if (interrupted.aborted) throw nothingStays
  const cancel = () => {
    output.message('Cancelling …')
    void client.imports.cancel({ name: request.name }).catch(() => undefined)
  }
  interrupted.addEventListener('abort', cancel, { once: true })
  try {
    return await client.imports.run(request)
  } catch (error) {
    throw interrupted.aborted && toFailure(error).error.code === 'CANCELLED' ? nothingStays : error
  } finally {
    interrupted.removeEventListener('abort', cancel)
  }
}

/** In the folder where the person is. */
function leftOutFile(dataset: string): string {
  return `${dataset.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_')}-left-out.csv`
}

async function importRequest(session: Session, options: ImportOptions): Promise<ImportRequestInput> {
  const request: ImportRequestInput = {
    name: options.name,
    format: await chooseFormat(session, options),
    interactions: session.path(options.interactions),
  }
  if (options.items !== undefined) request.items = session.path(options.items)
  if (options.images !== undefined) request.images = session.path(options.images)
  if (options.minRating !== undefined) request.minimumRating = options.minRating
  if (options.kCore !== undefined) request.kCore = options.kCore
  if (options.split !== undefined) request.split = options.split
  if (options.seed !== undefined) request.seed = options.seed
  return request
}

async function chooseFormat({ client, path }: Session, options: ImportOptions): Promise<ImportFormat> {
  return options.format ?? (await client.imports.preview({ path: path(options.interactions) })).format
}
