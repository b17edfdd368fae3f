/** Which general matrix product. */
export interface GemmForm {
  readonly transposeA: boolean
  readonly transposeB: boolean
  /** Whether a row is added to every row. */
  readonly bias: boolean
}

/** c = Gemm(a, b) or Gemm(a, b, bias). */
export function gemmModel({ transposeA, transposeB, bias }: GemmForm): Uint8Array<ArrayBuffer> {
  const attributes = [...flag('transA', transposeA), ...flag('transB', transposeB)]
  return productModel('Gemm', bias ? ['a', 'b', 'bias'] : ['a', 'b'], attributes)
}

/**
 * An ONNX model (opset 13) of one node that makes the matrix c of matrices of any sizes, in protobuf's wire format.
 * Field numbers are those of onnx.proto3.
 * @param inputs names of the matrices
 * @param attributes of the node, encoded
 */
export function productModel(
  operator: 'Gemm' | 'MatMul',
  inputs: readonly string[],
  attributes: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const matrixOf = (name: string) => matrix(name, [`${name} rows`, `${name} cols`])
  const node = [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, 'c'),
    ...text(4, operator),
    ...attributes,
  ]
  const graph = [
    ...message(1, node),
    ...text(2, 'product'),
    ...inputs.flatMap((name) => message(11, matrixOf(name))),
    ...message(12, matrixOf('c')),
  ]
  const opset = [...text(1, ''), ...integer(2, 13)]
  return Uint8Array.from([...integer(1, 8), ...message(8, opset), ...message(7, graph)])
}

/** An attribute of a node: AttributeProto of type INT. */
function flag(name: string, on: boolean): number[] {
  return message(5, [...text(1, name), ...integer(3, on ? 1 : 0), ...integer(20, 2)])
}

/** ValueInfoProto of a float matrix whose sizes have names. */
function matrix(name: string, sizes: readonly string[]): number[] {
  const shape = sizes.flatMap((size) => message(1, text(2, size)))
  const tensor = [...integer(1, 1), ...message(2, shape)]
  return [...text(1, name), ...message(2, message(1, tensor))]
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)])
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes]
}

function integer(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)]
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}
