import type { PictureFormat } from '#main/store/media-repository.ts'

interface Signature<Name extends string> {
  name: Name
  /** Latin-1 characters from the beginning on; "?" stands for any one. */
  starts: string
}

const PICTURES: readonly Signature<PictureFormat>[] = [
  { name: 'jpeg', starts: '\xff\xd8\xff' },
  { name: 'png', starts: '\x89PNG\r\n\x1a\n' },
  { name: 'webp', starts: 'RIFF????WEBP' },
]

/** Kinds that people do have in their folders of pictures. */
const OTHERS: readonly Signature<string>[] = [
  { name: 'a GIF picture', starts: 'GIF8' },
  { name: 'a TIFF picture', starts: 'II*\0' },
  { name: 'a TIFF picture', starts: 'MM\0*' },
  { name: 'a BMP picture', starts: 'BM' },
  { name: 'an icon', starts: '\0\0\x01\0' },
  { name: 'a Photoshop picture', starts: '8BPS' },
  { name: 'an AVIF picture', starts: '????ftypavi' },
  { name: 'a HEIC picture', starts: '????ftyp' },
  { name: 'a JPEG XL picture', starts: '\xff\x0a' },
  { name: 'a JPEG XL picture', starts: '\0\0\0\x0cJXL ' },
  { name: 'a JPEG 2000 picture', starts: '\0\0\0\x0cjP  ' },
  { name: 'a PDF document', starts: '%PDF' },
  { name: 'an SVG drawing', starts: '<svg' },
  { name: 'an XML file', starts: '<?xml' },
  { name: 'a web page', starts: '<!' },
  { name: 'a web page', starts: '<html' },
]

/** The format that a file's first bytes announce; undefined for anything but JPEG, PNG and WebP. */
export function pictureFormat(head: Uint8Array): PictureFormat | undefined {
  return PICTURES.find((signature) => matches(head, signature))?.name
}

/** What a file is that is no picture which the studio reads, as far as its first bytes tell: "a GIF picture". */
export function otherKind(head: Uint8Array): string | undefined {
  return head.length === 0 ? 'empty' : OTHERS.find((signature) => matches(head, signature))?.name
}

function matches(head: Uint8Array, { starts }: Signature<string>): boolean {
  for (let place = 0; place < starts.length; place++) {
    if (starts[place] !== '?' && head[place] !== starts.charCodeAt(place)) return false
  }
  return true
}
