import type { Study } from '#shared/contract/studies.ts'

/** The names of a study's replications in the plan's order; one that stands there several times is numbered. */
export function replicationNames({ plan, datasets }: Pick<Study, 'plan' | 'datasets'>): string[] {
  return plan.replications.map(({ dataset }, place) => {
    const name = datasets.find(({ id }) => id === dataset)?.name ?? `Data set ${dataset}`
    const same = plan.replications.filter((other) => other.dataset === dataset)
    const before = plan.replications.slice(0, place).filter((other) => other.dataset === dataset)
    return same.length === 1 ? name : `${name} (${before.length + 1})`
  })
}
