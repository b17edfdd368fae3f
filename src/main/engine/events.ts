import type { Publish, Status, StudioEvent } from '#shared/contract/system.ts'

export interface EventHubOptions {
  heartbeatMilliseconds?: number
  /** Waiting events of one listener beyond which its stream ends. */
  backlogLimit?: number
}

/**
 * Hands every published event to every window that listens. Publishing never waits for a slow window: what is
 * outdated before the window read it is left out, and a window that falls behind all the same has its
 * stream ended. It connects again and reads the state afresh, which is what it lacks.
 */
export class EventHub {
  readonly #listeners = new Set<EventStream>()
  readonly #backlogLimit: number
  readonly #heartbeat: NodeJS.Timeout
  #closed = false

  constructor(options: EventHubOptions = {}) {
    this.#backlogLimit = options.backlogLimit ?? 5000
    this.#heartbeat = setInterval(() => {
      this.publish({ topic: 'heartbeat', at: Date.now() })
    }, options.heartbeatMilliseconds ?? 10_000)
    this.#heartbeat.unref()
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** A field, so that services can be handed the function alone. */
  readonly publish: Publish = (event) => {
    for (const listener of this.#listeners) listener.push(event)
  }

  /** A stream of what the listener `hears`; starts with `hello` and ends when the caller returns it, `signal` aborts or the hub closes. */
  subscribe(
    status: Status,
    signal?: AbortSignal,
    hears: Hears = () => true,
  ): AsyncIteratorObject<StudioEvent, void, void> {
    const stream = new EventStream(this.#backlogLimit, hears, () => this.#listeners.delete(stream))
    stream.push({ topic: 'hello', status })
    if (this.#closed || signal?.aborted) {
      stream.end()
    } else {
      this.#listeners.add(stream)
      signal?.addEventListener('abort', () => stream.end(), { once: true })
    }
    return stream
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#heartbeat)
    for (const listener of [...this.#listeners]) listener.end()
  }
}

type Hears = (event: StudioEvent) => boolean

/** One listener: an iterator over a bounded backlog. Written out, since a generator cannot be ended while it waits. */
class EventStream implements AsyncIteratorObject<StudioEvent, void, void> {
  readonly #backlog = new Map<string | number, StudioEvent>()
  readonly #limit: number
  readonly #hears: Hears
  readonly #onEnd: () => void
  #serial = 0
  #ended = false
  #waiting: ((result: IteratorResult<StudioEvent, void>) => void) | undefined

  constructor(limit: number, hears: Hears, onEnd: () => void) {
    this.#limit = limit
    this.#hears = hears
    this.#onEnd = onEnd
  }

  push(event: StudioEvent): void {
    if (this.#ended || !this.#hears(event)) return
    if (this.#waiting !== undefined) {
      this.#waiting({ done: false, value: event })
      this.#waiting = undefined
      return
    }
    const key = supersededBy(event) ?? this.#serial++
    // The newest state goes to the end, so that what is left keeps the order in which it happened.
    this.#backlog.delete(key)
    this.#backlog.set(key, event)
    if (this.#backlog.size > this.#limit) {
      this.#backlog.clear()
      this.end()
    }
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd()
    this.#waiting?.({ done: true, value: undefined })
    this.#waiting = undefined
  }

  async next(): Promise<IteratorResult<StudioEvent, void>> {
    for (const [key, event] of this.#backlog) {
      this.#backlog.delete(key)
      return { done: false, value: event }
    }
    if (this.#ended) return { done: true, value: undefined }
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  async return(): Promise<IteratorResult<StudioEvent, void>> {
    this.#backlog.clear()
    this.end()
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** Events of one key announce the state of one thing: the newest says it all. Null where each one counts. */
function supersededBy(event: StudioEvent): string | null {
  switch (event.topic) {
    case 'hello':
    case 'heartbeat':
    case 'ollama':
      return event.topic
    case 'dataset':
      return `dataset ${event.dataset.id}`
    case 'attributes':
    case 'leases':
    case 'review-order':
    case 'hardness':
    case 'views':
      return `${event.topic} ${event.dataset}`
    case 'import':
      return `import ${event.progress.name}`
    case 'encoding':
      return `encoding ${event.progress.dataset} ${event.progress.what}`
    case 'map':
      return `map ${JSON.stringify(event.key)}`
    case 'job':
      return `job ${event.job.id}`
    case 'run':
      return `run ${event.run.id}`
    case 'run-progress':
      return `run-progress ${event.progress.run}`
    case 'bulk':
      return `bulk ${event.progress.step}`
    case 'study':
      return `study ${event.study.id}`
    case 'pull':
      return `pull ${event.progress.model}`
    case 'dataset-removed':
    case 'run-removed':
    case 'study-removed':
    case 'proposal':
    case 'decisions':
    case 'run-epoch':
      return null
  }
}
