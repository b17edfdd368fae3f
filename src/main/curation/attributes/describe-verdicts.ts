import type { AttributeVerdict } from '#shared/attributes/verdict.ts'

/** What a step on attributes did, as the sentence "Undid …" needs it: "merging color into colour", "3 merges". */
export function describeVerdicts(verdicts: readonly AttributeVerdict[]): string {
  const [first, ...others] = verdicts
  if (first === undefined) throw new Error('a step without verdicts')
  if (others.length === 0) return describe(first)
  return `${verdicts.length} ${verdicts.every(({ kind }) => kind !== 'role') ? 'merges' : 'verdicts on attributes'}`
}

function describe(verdict: AttributeVerdict): string {
  switch (verdict.kind) {
    case 'role':
      return verdict.role === 'undecided'
        ? `leaving ${verdict.name} undecided`
        : `marking ${verdict.name} as ${verdict.role}`
    case 'name':
      return merge(verdict.name, verdict.into)
    case 'value':
      return `${merge(verdict.value, verdict.into)} in ${verdict.name}`
  }
}

function merge(from: string, into: string): string {
  return from === into ? `keeping ${from} apart` : `merging ${from} into ${into}`
}
