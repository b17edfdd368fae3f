import { type ChildProcess, fork } from 'node:child_process'
import { ExpectedError } from '#shared/expected-error.ts'
import type { OnnxModel } from './model.ts'
import processFile from './process.ts?modulePath'
import { EncoderAnswer, type EncoderRequest } from './protocol.ts'

/** A model's memory is given back when nothing was asked of it for so long. */
const IDLE_MILLISECONDS = 120_000

type Payload<Type extends EncoderRequest['type']> = Omit<Extract<EncoderRequest, { type: Type }>, 'id'>
type AnyPayload = Payload<'load'> | Payload<'texts'> | Payload<'pictures'>

interface Waiting {
  readonly resolve: (answer: EncoderAnswer) => void
  readonly reject: (reason: Error) => void
}

/**
 * A model in a process of its own: a library that crashes takes nothing with it, and the engine answers its windows
 * meanwhile. It ends when it has been idle, and keeps no engine from ending.
 */
export class EncoderProcess {
  readonly dimensions: number
  /** Execution provider of ONNX Runtime, such as "cpu". */
  readonly device: string
  readonly #line: Line

  private constructor(line: Line, { dimensions, device }: { dimensions: number; device: string }) {
    this.#line = line
    this.dimensions = dimensions
    this.device = device
  }

  /** @throws ExpectedError BAD_INPUT with a sentence where the model cannot be loaded */
  static async start(model: OnnxModel): Promise<EncoderProcess> {
    const line = new Line(model.folder)
    try {
      const answer = await line.ask({ type: 'load', model })
      if (answer.type !== 'ready') throw new Error(`The encoder answered with ${answer.type}.`)
      return new EncoderProcess(line, answer)
    } catch (error) {
      line.end()
      throw error
    }
  }

  get isGone(): boolean {
    return this.#line.isGone
  }

  /** Row-major unit vectors [texts, dimensions]. */
  texts(texts: readonly string[]): Promise<Float32Array> {
    return vectors(this.#line, { type: 'texts', texts: [...texts] })
  }

  /** Row-major unit vectors [files, dimensions]; zeros for a file that is no picture. */
  pictures(files: readonly string[]): Promise<Float32Array> {
    return vectors(this.#line, { type: 'pictures', pictures: [...files] })
  }

  /** Ends it once what it was asked for is answered. */
  endWhenDone(): void {
    this.#line.endWhenDone()
  }
}

async function vectors(line: Line, request: AnyPayload): Promise<Float32Array> {
  const answer = await line.ask(request)
  if (answer.type !== 'vectors') throw new Error(`The encoder answered with ${answer.type}.`)
  return answer.vectors
}

/** Requests and answers of one process. */
class Line {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #waiting = new Map<number, Waiting>()
  #next = 0
  #idle: NodeJS.Timeout | undefined
  #lastWords = ''
  #gone = false

  constructor(folder: string) {
    this.#folder = folder
    this.#child = fork(processFile, [], {
      execPath: process.execPath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Ctrl-C in the engine's terminal is the engine's; this process ends with the channel to it.
      detached: process.platform !== 'win32',
    })
    this.#child.on('message', (raw) => this.#settle(EncoderAnswer.parse(raw)))
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = `${this.#lastWords}${chunk.toString()}`.slice(-2000)
    })
    this.#child.on('error', (error) => this.#fail(error.message))
    this.#child.on('close', (code, signal) => this.#fail(`${signal ?? `exit code ${code}`}`))
    this.#letGo()
  }

  get isGone(): boolean {
    return this.#gone
  }

  /** @throws ExpectedError BAD_INPUT with what the process said; MODEL_FAILED where it ended */
  ask(payload: AnyPayload): Promise<EncoderAnswer> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      if (this.#gone) {
        reject(new Error('The encoder has ended.'))
        return
      }
      this.#hold()
      this.#waiting.set(id, { resolve, reject })
      const request: EncoderRequest = { ...payload, id }
      // A process that died meanwhile says so by `close`.
      this.#child.send(request, () => {})
    })
  }

  endWhenDone(): void {
    this.#gone = true
    if (this.#waiting.size === 0) this.end()
  }

  end(): void {
    this.#gone = true
    clearTimeout(this.#idle)
    this.#child.kill('SIGKILL')
  }

  #settle(answer: EncoderAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (this.#waiting.size === 0) this.#rest()
    if (answer.type === 'failed') {
      const message = `The encoder in ${this.#folder} failed: ${answer.message}`
      waiting?.reject(
        new ExpectedError('BAD_INPUT', message, { retry: 'Copy the folder again, or choose another.' }),
      )
    } else waiting?.resolve(answer)
  }

  #fail(ending: string): void {
    this.#gone = true
    clearTimeout(this.#idle)
    const said = this.#lastWords.trim().split('\n').at(-1) ?? ''
    const message = `The process of the encoder in ${this.#folder} ended (${ending}). ${said}`.trim()
    for (const { reject } of this.#waiting.values()) {
      reject(
        new ExpectedError('MODEL_FAILED', message, {
          retry: 'Try again with more free memory, or choose a smaller model.',
        }),
      )
    }
    this.#waiting.clear()
  }

  /** While it is asked for something the engine waits for it. */
  #hold(): void {
    clearTimeout(this.#idle)
    this.#child.ref()
    this.#child.channel?.ref()
  }

  #rest(): void {
    if (this.#gone) this.end()
    else this.#letGo()
  }

  #letGo(): void {
    this.#child.unref()
    this.#child.channel?.unref()
    const { stderr } = this.#child
    if (stderr !== null && 'unref' in stderr && typeof stderr.unref === 'function') stderr.unref()
    this.#idle = setTimeout(() => this.end(), IDLE_MILLISECONDS).unref()
  }
}
