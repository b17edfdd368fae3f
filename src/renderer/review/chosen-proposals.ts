import { ProposalId } from '#shared/contract/ids.ts'

/**
 * Ids of proposals as a short word for the address: ascending, each as its distance from the one before, in base 36.
 * Most distances of a selection are small, so that thousands fit.
 */
export function writeProposals(proposals: readonly ProposalId[]): string {
  let before = 0
  return [...new Set(proposals)]
    .sort((a, b) => a - b)
    .map((id) => {
      const step = id - before
      before = id
      return step.toString(36)
    })
    .join('_')
}

/** The ids in such a word, ascending; undefined where it is none. */
export function readProposals(word: string): ProposalId[] | undefined {
  let id = 0
  const proposals: ProposalId[] = []
  for (const step of word.split('_')) {
    if (!/^[0-9a-z]{1,10}$/.test(step)) return undefined
    id += Number.parseInt(step, 36)
    const parsed = ProposalId.safeParse(id)
    if (!parsed.success || parsed.data === proposals.at(-1)) return undefined
    proposals.push(parsed.data)
  }
  return proposals
}
