import type { AdamSettings } from '../backend.ts'
import type { Matrix, TensorFlow } from './tensorflow-api.ts'

export type AdamValues = {
  readonly parameter: Matrix
  readonly firstMoment: Matrix
  readonly secondMoment: Matrix
}

/** One step of Adam, Kingma & Ba 2015, algorithm 1; the old values where the 1 x 1 guard is not finite. */
export function adamStep(
  tf: TensorFlow,
  old: AdamValues,
  gradient: Matrix,
  { learningRate, beta1, beta2, epsilon, step }: AdamSettings,
  guard: Matrix,
): AdamValues {
  const firstMoment: Matrix = tf.add(tf.mul(old.firstMoment, beta1), tf.mul(gradient, 1 - beta1))
  const secondMoment: Matrix = tf.add(tf.mul(old.secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2))
  const spread = tf.add(tf.sqrt(tf.mul(secondMoment, 1 / (1 - beta2 ** step))), epsilon)
  const change = tf.div(tf.mul(firstMoment, learningRate / (1 - beta1 ** step)), spread)
  const parameter: Matrix = tf.sub(old.parameter, change)
  const finite = tf.tile(tf.isFinite(guard), gradient.shape)
  return {
    parameter: tf.where(finite, parameter, old.parameter),
    firstMoment: tf.where(finite, firstMoment, old.firstMoment),
    secondMoment: tf.where(finite, secondMoment, old.secondMoment),
  }
}
