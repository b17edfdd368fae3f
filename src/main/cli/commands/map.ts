import { writeFile } from 'node:fs/promises'
import { writeCsv } from '#shared/files/csv.ts'
import { datasetNamed, type Session } from '../session.ts'

export interface MapOptions {
  dataset: string
  to: string
  again?: boolean
}

/** `map`: writes where items and negatives stand on the data set's map, in the space of the workspace's encoder. */
export async function map({ client, output, path }: Session, options: MapOptions): Promise<void> {
  const { id: dataset } = await datasetNamed(client, options.dataset)
  const { textEncoder: encoder } = await client.system.settings()
  const key = { dataset, encoder }
  const known = await client.maps.state(key)
  if (options.again || known.state !== 'drawn' || known.newer > 0) {
    output.message('Drawing the map …')
    await client.maps.draw(key)
  }
  const { items, proposals } = await client.maps.points(key)
  const titles = new Map(items.map(({ item, title }) => [item, title]))
  const file = path(options.to)
  const rows = [
    ...items.map(({ item, title, category, x, y }) => [x, y, item, title, category, null, null]),
    ...proposals.map(({ proposal, item, state, x, y }) => [
      x,
      y,
      item,
      titles.get(item) ?? '',
      null,
      proposal,
      state,
    ]),
  ]
  await writeFile(file, writeCsv(['x', 'y', 'item', 'title', 'category', 'proposal', 'state'], rows))
  output.result(
    { file, items: items.length, proposals: proposals.length },
    () => `${file}: ${items.length} items, ${proposals.length} proposals`,
  )
}
