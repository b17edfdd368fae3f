/** Thrown out of what a pause interrupts. */
export class PauseRequested extends Error {
  override readonly name = 'PauseRequested'
}

/** What a run was asked to do, to be looked at where it can. */
export class RunControl {
  #stopped = false
  #pause = new AbortController()

  /** To end the training after the step in flight, and to test the best epoch. */
  get stopped(): boolean {
    return this.#stopped
  }

  /** Aborted, with a PauseRequested, once the run should write its checkpoint and end. */
  get pause(): AbortSignal {
    return this.#pause.signal
  }

  /** Who asks to pause and then to stop wants it stopped, if that is still possible. */
  requestStop(): void {
    this.#stopped = true
    if (this.#pause.signal.aborted) this.#pause = new AbortController()
  }

  requestPause(): void {
    this.#pause.abort(new PauseRequested())
  }
}
