import { TrainingFailure } from '../../failure.ts'
import { asTrainingFailure } from './device-failure.ts'
import type { Matrix, TensorFlow } from './tensorflow-api.ts'

/**
 * Runs what uses the device. Where the device fails, mostly at the operation itself, that operation throws the
 * TrainingFailure, and so does everything after it: nothing half done is ever read.
 */
export class Session {
  readonly #tf: TensorFlow
  #failure: TrainingFailure | null = null

  constructor(tf: TensorFlow) {
    this.#tf = tf
  }

  /** Computes tensors, and frees all others that are made on the way. */
  run<T extends Matrix | Matrix[] | Record<string, Matrix>>(compute: () => T): T {
    return this.attempt(() => this.#tf.tidy(compute))
  }

  attempt<T>(use: () => T): T {
    if (this.#failure !== null) throw this.#failure
    try {
      return use()
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** The values, perhaps the tensor's own; ends the tensor. */
  async download(tensor: Matrix): Promise<Float32Array> {
    try {
      return await tensor.data<'float32'>()
    } catch (error) {
      throw this.#failed(error)
    } finally {
      tensor.dispose()
    }
  }

  #failed(error: unknown): unknown {
    const failure = asTrainingFailure(error)
    if (failure instanceof TrainingFailure) this.#failure = failure
    return failure
  }
}
