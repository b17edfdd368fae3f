import { join } from 'node:path'

const DATASET = 'Whole loop'
const SNAPSHOT = 'whole-loop'

export interface LoopStep {
  /** For the person who waits. */
  doing: string
  /** Words after `studio`, without the workspace. */
  words: readonly string[]
}

/**
 * The studio's whole work in a few commands: a sample, proposals without a model, a decision on each, the curated set, a run that learns
 * from it, files.
 *
 * @param settings of the workspace that it stands for, as `--set` takes them
 * @param folder where files go
 */
export function wholeLoop(settings: readonly string[], folder: string): LoopStep[] {
  const dataset = ['--dataset', DATASET]
  return [
    { doing: 'make a workspace', words: ['init'] },
    ...(settings.length === 0
      ? []
      : [
          {
            doing: 'take over the settings',
            words: ['settings', ...settings.flatMap((one) => ['--set', one])],
          },
        ]),
    { doing: 'look at the machine', words: ['doctor'] },
    { doing: 'make a sample', words: ['sample', '--name', DATASET] },
    { doing: 'propose', words: ['propose', ...dataset, '--generator', 'rule-based', '--limit', '20'] },
    {
      doing: 'decide',
      words: ['decide', '--all-pending', ...dataset, '--verdict', 'accept', '--by', 'doctor'],
    },
    { doing: 'save the curated set', words: ['snapshot', ...dataset, '--name', SNAPSHOT] },
    {
      doing: 'train',
      words: ['train', ...dataset, '--model', 'neggen', '--snapshot', SNAPSHOT, '--epochs', '2'],
    },
    {
      doing: 'export',
      words: [
        'export',
        '--what',
        'curated',
        '--snapshot',
        SNAPSHOT,
        '--format',
        'jsonl',
        '--to',
        join(folder, 'files'),
      ],
    },
  ]
}
