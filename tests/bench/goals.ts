/** The most that each figure may be, for two threads. */
export const GOALS = {
  /** Times the step of the limit in C. */
  lightgcnStep: 1.5,
  bprMfStep: 1.6,
  /** Times LightGCN's step. */
  negGenStep: 1.6,
  /** Any model's step, times that of the same model in PyTorch. */
  torchStep: 0.5,
  /** BPR-MF's epoch by lazy Adam or SGD on one thread, times that of implicit's SGD. */
  lazyEpoch: 1.5,
  /** Times one matrix product that gives the same scores. */
  evaluation: 1.5,
  /** Percent of the step. */
  sampling: 5,
  /** Times the step with uniform negatives, for 16 candidates. */
  sampledStep: 1.5,
  /** Times the time per interaction at Baby size. */
  timePerInteraction: 2,
  /** GiB of the trainer process at 10 million interactions. */
  largeMemory: 8,
  /** MB of the trainer process over Node's own at Baby size. */
  babyMemory: 300,
  /** Times sentence-transformers with the same model: at least 0.9 of its throughput. */
  encoding: 1.11,
  /** Times decoding the pictures and nothing else. */
  pictures: 1.5,
  /** Seconds. */
  firstStep: 1.5,
  /** Seconds, in 95 of 100 cases. */
  window: 0.3,
  /** Times SQLite that is handed the rows. */
  import: 3,
  /** Seconds, in 95 of 100 cases, while a million interactions are imported. */
  decision: 0.05,
} as const
