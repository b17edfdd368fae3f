import { writeCsv } from '#shared/files/csv.ts'

/** Hands the person a file that was made in this page. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download reads the URL after the click returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export function saveCsv(name: string, ...table: Parameters<typeof writeCsv>): void {
  saveFile(name, new Blob([writeCsv(...table)], { type: 'text/csv;charset=utf-8' }))
}
