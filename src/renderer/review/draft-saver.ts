/** Typing pauses this long before the draft goes to the engine. */
const PAUSE_MILLISECONDS = 300

/**
 * Keeps what a person is typing: saves it a moment after the last key, or at once on `flush`. Saves
 * of one key go out one after the other, so that an older text never overwrites a newer one.
 */
export class DraftSaver<Key, Content> {
  readonly #save: (key: Key, content: Content) => Promise<unknown>
  readonly #failed: (error: unknown) => void
  readonly #unsaved = new Map<Key, Content>()
  readonly #timers = new Map<Key, ReturnType<typeof setTimeout>>()
  #chain: Promise<void> = Promise.resolve()

  constructor(save: (key: Key, content: Content) => Promise<unknown>, failed: (error: unknown) => void) {
    this.#save = save
    this.#failed = failed
  }

  changed(key: Key, content: Content): void {
    this.#unsaved.set(key, content)
    clearTimeout(this.#timers.get(key))
    this.#timers.set(
      key,
      setTimeout(() => void this.#send(key), PAUSE_MILLISECONDS),
    )
  }

  /** Drops what was not saved yet; answers when no save is under way, so that none comes after. */
  async forget(key: Key): Promise<void> {
    this.#take(key)
    await this.#chain
  }

  /** Saves everything now; answers when it is on disk. Failures are reported, not thrown. */
  async flush(): Promise<void> {
    for (const key of [...this.#unsaved.keys()]) void this.#send(key)
    await this.#chain
  }

  #take(key: Key): Content | undefined {
    clearTimeout(this.#timers.get(key))
    this.#timers.delete(key)
    const content = this.#unsaved.get(key)
    this.#unsaved.delete(key)
    return content
  }

  #send(key: Key): Promise<void> {
    const content = this.#take(key)
    if (content === undefined) return this.#chain
    this.#chain = this.#chain.then(async () => {
      try {
        await this.#save(key, content)
      } catch (error) {
        // Kept for the next key or flush, unless something newer was typed meanwhile.
        if (!this.#unsaved.has(key)) this.#unsaved.set(key, content)
        this.#failed(error)
      }
    })
    return this.#chain
  }
}
