/** What a look at one backend found on this machine. It never rejects: what fails is the reason. */
export interface BackendProbe {
  readonly usable: boolean
  /** What does the arithmetic. A GPU interface on a software device is `cpu`: it is used only when asked for by name. */
  readonly kind: 'gpu' | 'cpu'
  /** As a person would name it; null where none was found. */
  readonly device: string | null
  /** How it computes, or why it cannot: a clause without a full stop, such as "no GPU was found". */
  readonly reason: string
  /** What to do about it, in whole sentences; null where there is nothing to do. */
  readonly remedy: string | null
}
