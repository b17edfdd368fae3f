import type { ArmSnapshot, Hypothesis, StudyArm } from '../plan.ts'

/** A kind of study that is ready to start: everything of a plan but the data. */
export interface StudyTemplate<Name extends string = string> {
  readonly name: Name
  readonly label: string
  /** What the study asks. */
  readonly question: string
  /** One sentence for the person who chooses. */
  readonly summary: string
  /** What its arms learn from. Arms of an optional one are left out where a data set has none. */
  readonly snapshots: Readonly<Record<ArmSnapshot, 'required' | 'optional' | 'unused'>>
  /** The first is the baseline. */
  readonly arms: readonly StudyArm[]
  /** The first is what the study is about. */
  readonly hypotheses: readonly Hypothesis[]
}
