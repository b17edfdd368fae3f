import type { DatasetId, MediaHash } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

export type PictureFormat = 'jpeg' | 'png' | 'webp'

export interface Media {
  hash: MediaHash
  bytes: number
  /** Pixels, as the picture is shown (turned as its EXIF says). */
  width: number
  height: number
  format: PictureFormat
}

export function readMedia(reader: Reader, hash: MediaHash): Media | undefined {
  return reader.get<Media>('SELECT hash, bytes, width, height, format FROM media WHERE hash = :hash', {
    hash,
  })
}

export function insertMedia(writer: Writer, media: Media): void {
  writer.run(
    `INSERT INTO media (hash, bytes, width, height, format) VALUES (:hash, :bytes, :width, :height, :format)
     ON CONFLICT (hash) DO NOTHING`,
    { ...media },
  )
}

/** Removes the picture's row unless an item shows it, and says whether it did. */
export function removeUnusedMedia(writer: Writer, hash: MediaHash): boolean {
  const { changes } = writer.run(
    `DELETE FROM media
     WHERE hash = :hash AND NOT EXISTS (SELECT 1 FROM item WHERE image_hash = :hash)`,
    { hash },
  )
  return changes > 0
}

export function readDatasetMedia(reader: Reader, dataset: DatasetId): MediaHash[] {
  return reader
    .all<{ hash: MediaHash }>(
      'SELECT DISTINCT image_hash AS hash FROM item WHERE dataset_id = :dataset AND image_hash IS NOT NULL',
      { dataset },
    )
    .map((row) => row.hash)
}

/** Pictures that no item shows. */
export function readUnusedMedia(reader: Reader): MediaHash[] {
  return reader
    .all<{ hash: MediaHash }>(
      'SELECT hash FROM media WHERE NOT EXISTS (SELECT 1 FROM item WHERE image_hash = media.hash)',
    )
    .map((row) => row.hash)
}
