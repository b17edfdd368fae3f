import { InferenceSession, Tensor } from 'onnxruntime-node'

/** One dense product [m, k] times [k, n] by onnxruntime, on the CPU. */
export class MatrixProduct {
  readonly #session: InferenceSession
  readonly #feeds: Record<string, Tensor>
  readonly #output: Tensor

  private constructor(session: InferenceSession, feeds: Record<string, Tensor>, output: Tensor) {
    this.#session = session
    this.#feeds = feeds
    this.#output = output
  }

  static async create(
    a: Float32Array,
    b: Float32Array,
    [m, k, n]: readonly [number, number, number],
    threads: number,
  ) {
    const session = await InferenceSession.create(matMulModel(m, k, n), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    })
    const feeds = { a: new Tensor('float32', a, [m, k]), b: new Tensor('float32', b, [k, n]) }
    return new MatrixProduct(session, feeds, new Tensor('float32', new Float32Array(m * n), [m, n]))
  }

  /** Into the same memory each time. @returns the product, row after row */
  async intoSameMemory(): Promise<Float32Array> {
    await this.#session.run(this.#feeds, { c: this.#output })
    return this.#output.data as Float32Array
  }

  /** Into memory that onnxruntime asks for each time. */
  async intoFreshMemory(): Promise<void> {
    const { c } = await this.#session.run(this.#feeds)
    c?.dispose()
  }

  async dispose(): Promise<void> {
    await this.#session.release()
  }
}

/** An ONNX model of one MatMul, as protocol buffers; field numbers as in onnx.proto3 of ONNX 1.14. */
function matMulModel(m: number, k: number, n: number): Uint8Array {
  const node = [text(1, 'a'), text(1, 'b'), text(2, 'c'), text(4, 'MatMul')]
  const graph = [
    message(1, node),
    text(2, 'product'),
    message(11, valueInfo('a', m, k)),
    message(11, valueInfo('b', k, n)),
    message(12, valueInfo('c', m, n)),
  ]
  const operators = [text(1, ''), number(2, 13)]
  return Uint8Array.from([number(1, 8), message(8, operators), message(7, graph)].flat())
}

function valueInfo(name: string, rows: number, cols: number): number[][] {
  const FLOAT = 1
  const shape = [message(1, [number(1, rows)]), message(1, [number(1, cols)])]
  const tensor = [number(1, FLOAT), message(2, shape)]
  return [text(1, name), message(2, [message(1, tensor)])]
}

function number(field: number, value: number): number[] {
  return [field << 3, ...varint(value)]
}

function text(field: number, value: string): number[] {
  return bytes(field, [...new TextEncoder().encode(value)])
}

function message(field: number, parts: readonly number[][]): number[] {
  return bytes(field, parts.flat())
}

function bytes(field: number, content: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(content.length), ...content]
}

function varint(value: number): number[] {
  const low = value % 128
  return value < 128 ? [low] : [low | 128, ...varint((value - low) / 128)]
}
