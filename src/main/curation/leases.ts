import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Lease } from '#shared/contract/review.ts'
import type { Publish } from '#shared/contract/system.ts'

/** Without a heartbeat a lease ends after this time. */
const LEASE_MILLISECONDS = 30_000

/**
 * Who has which proposal on screen; one for each window. They are kept in memory alone: a restart frees all of them, and the windows
 * ask again when they are connected. A lease keeps two people from looking at the same item; that none overrules the other unseen is
 * for the decision itself to see to.
 */
export class Leases {
  readonly #publish: Publish
  readonly #now: () => number
  readonly #byProposal = new Map<ProposalId, Lease>()
  readonly #byWindow = new Map<string, Lease>()
  #timer: NodeJS.Timeout | null = null

  constructor(publish: Publish, now: () => number = Date.now) {
    this.#publish = publish
    this.#now = now
  }

  /** Whose lease it is; undefined where nobody has the proposal on screen. */
  holder(proposal: ProposalId): Lease | undefined {
    const lease = this.#byProposal.get(proposal)
    return lease !== undefined && lease.until > this.#now() ? lease : undefined
  }

  of(dataset: DatasetId): Lease[] {
    const now = this.#now()
    return [...this.#byProposal.values()].filter((lease) => lease.dataset === dataset && lease.until > now)
  }

  /** The lease that there is then: the window's own, unless another window has the proposal and is not to lose it. */
  take(wanted: Pick<Lease, 'proposal' | 'dataset' | 'annotator' | 'window'>, takeOver = false): Lease {
    const held = this.holder(wanted.proposal)
    if (held !== undefined && held.window !== wanted.window && !takeOver) return held
    const now = this.#now()
    const renewed = held?.window === wanted.window && held.annotator === wanted.annotator
    const lease = { ...wanted, since: renewed ? held.since : now, until: now + LEASE_MILLISECONDS }
    const left = this.#byWindow.get(wanted.window)
    this.#remove(left)
    this.#remove(held)
    this.#byProposal.set(lease.proposal, lease)
    this.#byWindow.set(lease.window, lease)
    if (!renewed) this.#announce(lease.dataset, left?.dataset)
    this.#watch()
    return lease
  }

  /** The window has nothing on screen any more. */
  release(window: string): void {
    const lease = this.#byWindow.get(window)
    if (lease === undefined) return
    this.#remove(lease)
    this.#announce(lease.dataset)
  }

  /** Decided proposals are nobody's. */
  end(proposals: readonly ProposalId[]): void {
    const ended = proposals.flatMap((proposal) => this.#byProposal.get(proposal) ?? [])
    for (const lease of ended) this.#remove(lease)
    this.#announce(...ended.map(({ dataset }) => dataset))
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #remove(lease: Lease | undefined): void {
    if (lease === undefined) return
    if (this.#byProposal.get(lease.proposal)?.window === lease.window) this.#byProposal.delete(lease.proposal)
    if (this.#byWindow.get(lease.window)?.proposal === lease.proposal) this.#byWindow.delete(lease.window)
  }

  #announce(...datasets: (DatasetId | undefined)[]): void {
    for (const dataset of new Set(datasets)) {
      if (dataset !== undefined) this.#publish({ topic: 'leases', dataset, leases: this.of(dataset) })
    }
  }

  /** Says so when a lease runs out. */
  #watch(): void {
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      const now = this.#now()
      const over = [...this.#byProposal.values()].filter(({ until }) => until <= now)
      for (const lease of over) this.#remove(lease)
      this.#announce(...over.map(({ dataset }) => dataset))
      if (this.#byProposal.size > 0) this.#watch()
    }, LEASE_MILLISECONDS / 6)
    this.#timer.unref()
  }
}
