import { followEvents } from '../follow.ts'
import { datasetNamed, type Session } from '../session.ts'

export interface EncodeOptions {
  dataset: string
}

/** `encode`: answers when texts and pictures of a data set are encoded; what is kept already is not encoded again. */
export async function encode({ client, output }: Session, options: EncodeOptions): Promise<void> {
  const dataset = await datasetNamed(client, options.dataset)
  await using _ = await followEvents(client, (event) => {
    if (event.topic !== 'encoding' || event.progress.dataset !== dataset.id) return
    const { what, done, total } = event.progress
    output.message(`${done} of ${total} ${what}`)
  })
  const encoded = await client.catalogue.encode({ dataset: dataset.id })
  output.result({ dataset: dataset.name, ...encoded }, () =>
    [
      ...(['texts', 'pictures'] as const).map((what) => {
        const { rows, dimensions, encoder } = encoded[what]
        return `${rows} ${what}, ${dimensions} numbers each, ${encoder}`
      }),
      `${(encoded.milliseconds / 1000).toFixed(1)} s`,
    ].join('\n'),
  )
}
