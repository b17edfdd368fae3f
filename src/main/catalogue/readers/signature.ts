const SIGNATURES: readonly { name: string; instead: string; bytes: readonly number[] }[] = [
  { name: 'PNG pictures are', instead: 'name a table', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'JPEG pictures are', instead: 'name a table', bytes: [0xff, 0xd8, 0xff] },
  { name: 'GIF pictures are', instead: 'name a table', bytes: [0x47, 0x49, 0x46, 0x38] },
  { name: 'WebP and other RIFF files are', instead: 'name a table', bytes: [0x52, 0x49, 0x46, 0x46] },
  { name: 'Zip archives and spreadsheets are', instead: 'save it as CSV', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'PDF documents are', instead: 'save the table as CSV', bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: 'Parquet is', instead: 'choose the format Parquet', bytes: [0x50, 0x41, 0x52, 0x31] },
  {
    name: 'NumPy matrices are',
    instead: 'put it into an MMRec layout',
    bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
  },
  {
    name: 'SQLite databases are',
    instead: 'export its tables as CSV',
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66],
  },
]

/**
 * Why a file with this head is not read as a table, and what to do: "PDF documents are not supported here; save the table as CSV".
 * Undefined where the head does not tell.
 */
export function foreignFormat(head: Uint8Array): string | undefined {
  const found = SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))
  return found && `${found.name} not supported here; ${found.instead}`
}
