import type { Backend } from '../backends/backend.ts'
import { CheckedBackend } from '../backends/checked-backend.ts'
import { TensorFlowBackend } from '../backends/tensorflow/tensorflow-backend.ts'

/** TensorFlow.js without native code: slow, and the same calls. */
export async function tensorFlowInJavaScript() {
  const tf = await import('@tensorflow/tfjs-core')
  await import('@tensorflow/tfjs-backend-cpu')
  // Or it advises to install the native package.
  tf.env().set('IS_TEST', true)
  if (!(await tf.setBackend('cpu'))) throw new Error('TensorFlow.js does not start on the CPU.')
  return tf
}

export async function createTensorFlowInJavaScript(): Promise<Backend> {
  return new CheckedBackend(new TensorFlowBackend(await tensorFlowInJavaScript(), 'JavaScript, 1 thread'))
}
