import type { AdamSettings, AdamSlot, RowSet, Tensor } from '../backend.ts'
import { handleOf, matrixOf, rowSetOf } from './handles.ts'
import type { Session } from './session.ts'
import type { Matrix, TensorFlow } from './tensorflow-api.ts'

type AdamValues = {
  readonly parameter: Matrix
  readonly firstMoment: Matrix
  readonly secondMoment: Matrix
}

/**
 * Backend.adam and Backend.adamRows.
 * @param gradient all of its rows
 * @param rows which change at all; null for all of them
 */
export function adamStep(
  tf: TensorFlow,
  session: Session,
  slot: AdamSlot,
  gradient: () => Matrix,
  settings: AdamSettings,
  guard: Tensor,
  rows: RowSet | null,
): void {
  const { rows: height, cols } = slot.parameter
  if (height * cols === 0) return
  const handles = {
    parameter: handleOf(slot.parameter),
    firstMoment: handleOf(slot.firstMoment),
    secondMoment: handleOf(slot.secondMoment),
  }
  const stepped = session.run((): AdamValues => {
    const old = {
      parameter: handles.parameter.value,
      firstMoment: handles.firstMoment.value,
      secondMoment: handles.secondMoment.value,
    }
    const changed: Matrix = tf.tile(tf.isFinite(matrixOf(guard)), [height, cols])
    if (rows === null) return updated(tf, old, gradient(), settings, changed)
    const touched = tf.tile(tf.less(rowSetOf(rows).places, rows.length), [1, cols])
    return updated(tf, old, gradient(), settings, tf.logicalAnd(changed, touched))
  })
  handles.parameter.replace(stepped.parameter)
  handles.firstMoment.replace(stepped.firstMoment)
  handles.secondMoment.replace(stepped.secondMoment)
}

/** Kingma & Ba 2015, algorithm 1, and the old values where nothing is to change. */
function updated(
  tf: TensorFlow,
  old: AdamValues,
  gradient: Matrix,
  { learningRate, beta1, beta2, epsilon, step }: AdamSettings,
  changed: Matrix,
): AdamValues {
  const firstMoment: Matrix = tf.add(tf.mul(old.firstMoment, beta1), tf.mul(gradient, 1 - beta1))
  const secondMoment: Matrix = tf.add(tf.mul(old.secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2))
  const spread = tf.add(tf.sqrt(tf.mul(secondMoment, 1 / (1 - beta2 ** step))), epsilon)
  const change = tf.div(tf.mul(firstMoment, learningRate / (1 - beta1 ** step)), spread)
  const parameter: Matrix = tf.sub(old.parameter, change)
  return {
    parameter: tf.where(changed, parameter, old.parameter),
    firstMoment: tf.where(changed, firstMoment, old.firstMoment),
    secondMoment: tf.where(changed, secondMoment, old.secondMoment),
  }
}
