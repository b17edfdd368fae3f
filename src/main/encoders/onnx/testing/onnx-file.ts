import { type Field, message } from './protobuf.ts'

/** A tensor of the graph: a name for what changes, numbers for what is fixed. */
export type Shape = readonly (number | string)[]

export interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>
}

export interface Constant {
  readonly name: string
  readonly dims: readonly number[]
  readonly values: Float32Array | BigInt64Array
}

export interface Graph {
  readonly inputs: readonly {
    readonly name: string
    readonly type: 'float' | 'int64'
    readonly shape: Shape
  }[]
  readonly constants: readonly Constant[]
  readonly nodes: readonly Node[]
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[]
}

const TYPES = { float: 1, int64: 7 } as const

/** A model file: ModelProto of onnx.proto, IR version 8, operators of version 13. */
export function onnxFile({ inputs, constants, nodes, outputs }: Graph): Uint8Array {
  const graph: Field[] = [
    ...nodes.map((node): Field => [1, nodeProto(node)]),
    [2, 'graph'],
    ...constants.map((constant): Field => [5, tensorProto(constant)]),
    ...inputs.map(({ name, type, shape }): Field => [11, valueInfo(name, TYPES[type], shape)]),
    ...outputs.map(({ name, shape }): Field => [12, valueInfo(name, TYPES.float, shape)]),
  ]
  return message([
    [1, 8],
    [7, graph],
    [8, [[2, 13]]],
  ])
}

function nodeProto({ operator, inputs, outputs, attributes = {} }: Node): Field[] {
  return [
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, operator],
    ...Object.entries(attributes).map(([name, value]): Field => [5, attribute(name, value)]),
  ]
}

function attribute(name: string, value: number | readonly number[]): Field[] {
  return typeof value === 'number'
    ? [
        [1, name],
        [3, value],
        [20, 2],
      ]
    : [[1, name], ...value.map((each): Field => [8, each]), [20, 7]]
}

function tensorProto({ name, dims, values }: Constant): Field[] {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return [
    ...dims.map((dim): Field => [1, dim]),
    [2, values instanceof Float32Array ? TYPES.float : TYPES.int64],
    [8, name],
    [9, bytes],
  ]
}

function valueInfo(name: string, type: number, shape: Shape): Field[] {
  const dims = shape.map((dim): Field => [1, [typeof dim === 'number' ? [1, dim] : [2, dim]]])
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, type],
            [2, dims],
          ],
        ],
      ],
    ],
  ]
}
