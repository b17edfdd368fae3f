import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'

/** GPUs in the order in which they are tried, where this ONNX Runtime has them. */
const GPUS = ['cuda', 'dml', 'coreml'] as const

/** A model with the provider that computes it. */
export interface Session {
  readonly session: InferenceSession
  readonly device: string
}

/** @throws Error where the file is no model that ONNX Runtime can read */
export async function openSession(file: string, device: 'auto' | 'cpu'): Promise<Session> {
  const here = new Set(listSupportedBackends().map(({ name }) => name))
  for (const gpu of device === 'cpu' ? [] : GPUS.filter((name) => here.has(name))) {
    // A provider without its driver, or a model that it does not take, leaves the processor.
    const session = await create(file, [gpu, 'cpu']).catch(() => null)
    if (session !== null) return { session, device: gpu }
  }
  return { session: await create(file, ['cpu']), device: 'cpu' }
}

function create(file: string, executionProviders: string[]): Promise<InferenceSession> {
  return InferenceSession.create(file, {
    executionProviders,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    // Threads that spin while they wait take twice the processor time, from trainers and windows.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
}

/** Row-major floats and their shape. */
export interface FloatMatrix {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** Whole numbers [rows, length] as the model's input of that name wants them. */
export function wholeNumbers(
  { inputMetadata }: InferenceSession,
  name: string,
  values: BigInt64Array,
  dims: readonly number[],
): Tensor {
  const wanted = inputMetadata.find((input) => input.name === name)
  return wanted?.isTensor === true && wanted.type === 'int32'
    ? new Tensor('int32', Int32Array.from(values, Number), dims)
    : new Tensor('int64', values, dims)
}

/**
 * Computes one output.
 * @throws Error where the model lacks an input that is given, or wants one more
 */
export async function compute(
  session: InferenceSession,
  inputs: Readonly<Record<string, Tensor>>,
  output: string,
): Promise<FloatMatrix> {
  const unknown = session.inputNames.filter((name) => inputs[name] === undefined)
  if (unknown.length > 0)
    throw new Error(`The model wants the input ${unknown.join(', ')}, which no text or picture has.`)
  const wanted = Object.fromEntries(
    session.inputNames.flatMap((name) => (inputs[name] ? [[name, inputs[name]]] : [])),
  )
  const { [output]: found } = await session.run(wanted, [output])
  const data = found?.data
  if (!(data instanceof Float32Array))
    throw new Error(`The model’s output ${output} is no tensor of 32-bit floats.`)
  return { data, dims: found?.dims ?? [] }
}

/** The first of these outputs that the model has. */
export function outputAmong({ outputNames }: InferenceSession, names: readonly string[]): string | undefined {
  return names.find((name) => outputNames.includes(name))
}
