import { z } from 'zod'
import type { Parameter } from './models/model.ts'
import { refusal } from './training-state.ts'

/** A part of a run: restored to what another one of its kind gave, it goes on exactly as that one. */
export interface Checkpointable<State> {
  /** All that it continues from besides its tensors, as JSON holds it. */
  readonly state: State
  /** Tensors of the backend that belong to its state, with names of their own in the checkpoint. */
  readonly tensors?: readonly Parameter[]
  /** Its tensors are restored by the caller. */
  restore(state: State): void
}

/** A checkpointable part under its name in the checkpoint. */
export interface CheckpointPart {
  readonly name: string
  readonly tensors: readonly Parameter[]
  state(): unknown
  /**
   * Reads a state that came back from JSON.
   * @returns puts the part into it
   * @throws z.ZodError if it is not a state of this part
   */
  read(saved: unknown): () => void
}

export function checkpointPart<State>(
  name: string,
  schema: z.ZodType<State>,
  part: Checkpointable<State>,
): CheckpointPart {
  return {
    name,
    tensors: part.tensors ?? [],
    state: () => part.state,
    read(saved) {
      const state = schema.parse(saved)
      return () => part.restore(state)
    },
  }
}

/** The states of all parts by their names. */
export function partStates(parts: readonly CheckpointPart[]): Record<string, unknown> {
  return Object.fromEntries(parts.map((part) => [part.name, part.state()]))
}

/**
 * Puts all parts into the states that a checkpoint has for them; none of them, if one does not fit.
 * @param file the checkpoint, for what is said when it does not fit
 * @throws TrainingFailure naming the first part whose state is missing or of another shape
 */
export function restoreParts(
  parts: readonly CheckpointPart[],
  saved: Readonly<Record<string, unknown>>,
  file: string,
): void {
  const restorers = parts.map((part) => {
    try {
      return part.read(saved[part.name])
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      throw refusal(file, `is damaged: the state of "${part.name}" does not fit: ${z.prettifyError(error)}`)
    }
  })
  for (const restore of restorers) restore()
}
