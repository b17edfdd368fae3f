import { writeFile } from 'node:fs/promises'
import { giveAsUsual } from '#main/store/private-files.ts'
import { writeCsv } from '#shared/files/csv.ts'
import { MAP_COLUMNS, mapRows } from '#shared/map-table.ts'
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
  const points = await client.maps.points(key)
  const file = path(options.to)
  await writeFile(file, writeCsv(MAP_COLUMNS, mapRows(points)))
  await giveAsUsual(file)
  const { items, proposals } = points
  output.result(
    { file, items: items.length, proposals: proposals.length },
    () => `${file}: ${items.length} items, ${proposals.length} proposals`,
  )
}
