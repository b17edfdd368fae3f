import type { Dataset } from '#shared/contract/catalogue.ts'
import type { SavedView, ViewFilter } from '#shared/contract/views.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { datasetNamed, type Session } from '../session.ts'

/** `views`: the saved views of a data set. */
export async function listSavedViews(
  { client, output }: Session,
  options: { dataset: string },
): Promise<void> {
  const dataset = await datasetNamed(client, options.dataset)
  output.rows(
    await client.views.list({ dataset: dataset.id }),
    { name: ({ name }) => name, shows: ({ filter }) => wordsOf(filter), order: ({ sort }) => sort },
    'No views. They are saved on the review page.',
  )
}

function wordsOf({ proposals, ...filter }: ViewFilter): string {
  const said = Object.values(filter).filter((value) => value !== undefined)
  return [...said, ...(proposals === undefined ? [] : [`${proposals.length} chosen`])].join(', ') || 'all'
}

/** @throws ExpectedError NOT_FOUND */
export async function viewNamed(
  client: Session['client'],
  dataset: Pick<Dataset, 'id' | 'name'>,
  name: string,
): Promise<SavedView> {
  const views = await client.views.list({ dataset: dataset.id })
  const view = views.find((candidate) => candidate.name === name)
  if (view !== undefined) return view
  const names = views.map((candidate) => `‘${candidate.name}’`).join(', ')
  throw new ExpectedError(
    'NOT_FOUND',
    `${dataset.name} has no view ‘${name}’. ${names === '' ? 'It has none.' : `It has ${names}.`}`,
  )
}
