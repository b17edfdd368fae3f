import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'

/**
 * Writes lines of JSON as a network would deliver them: cut at any byte, preferably in the middle of a
 * character that takes several.
 */
export class LineStream {
  lines = 0
  readonly #response: ServerResponse
  /** The end of the last line, which goes out with the beginning of the next one. */
  #held: Buffer = Buffer.alloc(0)

  constructor(response: ServerResponse) {
    this.#response = response
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.flushHeaders()
  }

  async write(line: object): Promise<void> {
    const bytes = Buffer.concat([this.#held, Buffer.from(`${JSON.stringify(line)}\n`)])
    const inCharacter = bytes.findIndex((byte) => (byte & 0b1100_0000) === 0b1000_0000)
    const cut = inCharacter > 0 ? inCharacter : bytes.length >> 1
    this.#held = bytes.subarray(cut)
    this.lines += 1
    this.#response.write(bytes.subarray(0, cut))
    await setImmediate()
  }

  end(): void {
    this.#response.end(this.#held)
  }
}
