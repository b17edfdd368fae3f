/** Case and spaces do not tell names or values of attributes apart. */
export function normalized(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
