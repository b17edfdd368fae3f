/** What a metric is: tables, tooltips, sentences and docs/models.md say it as it stands here. */
export interface MetricDescriptor<Name extends string = string> {
  /** `recall`; with a cutoff, `recall@20`, it is the key of a value. */
  readonly name: Name
  readonly label: string
  /** What it tells, in a sentence. */
  readonly summary: string
  /**
   * At cutoff k. In these, R are the items that the user has in the held-out part, r_p is 1 if the item at place p of the
   * user's list is among them and else 0, H = Σ_{p≤k} r_p, and n_i is how many users have item i among their first k.
   */
  readonly formula: string
  readonly source: string
  /** Whether each test user has a value of their own, or all their lists together have one. */
  readonly over: 'user' | 'lists'
  /** Which direction is an improvement; for properties of lists, the direction of more variety. */
  readonly better: 'higher' | 'lower'
}
