const SIGNATURES: readonly { name: string; bytes: readonly number[] }[] = [
  { name: 'a PNG picture', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'a JPEG picture', bytes: [0xff, 0xd8, 0xff] },
  { name: 'a GIF picture', bytes: [0x47, 0x49, 0x46, 0x38] },
  { name: 'a WebP picture or another RIFF file', bytes: [0x52, 0x49, 0x46, 0x46] },
  { name: 'a gzip archive; unpack it first', bytes: [0x1f, 0x8b] },
  { name: 'a zip archive or a spreadsheet; save it as CSV', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'a PDF document', bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: 'a Parquet file', bytes: [0x50, 0x41, 0x52, 0x31] },
  { name: 'a NumPy matrix', bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] },
  { name: 'an SQLite database', bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66] },
  { name: 'text in UTF-16; save it as UTF-8', bytes: [0xff, 0xfe] },
  { name: 'text in UTF-16; save it as UTF-8', bytes: [0xfe, 0xff] },
]

/** What a file that should be a table is instead, in words; undefined where its head does not tell. */
export function foreignFormat(head: Uint8Array): string | undefined {
  return SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.name
}
