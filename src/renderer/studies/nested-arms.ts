interface Arm {
  readonly placeboOf: string | null
}

/**
 * Arms in the order of tables: each followed by its placebos, one step further in, in the given order among themselves.
 *
 * @param nameOf the arm's name, as `placeboOf` has it
 */
export function nestedArms<Each extends Arm>(
  arms: readonly Each[],
  nameOf: (arm: Each) => string,
): { arm: Each; depth: number }[] {
  const names = new Set(arms.map(nameOf))
  const below = (parent: string | null, depth: number): { arm: Each; depth: number }[] =>
    arms
      .filter(({ placeboOf }) =>
        // A placebo whose arm is not among them stands by itself.
        parent === null ? placeboOf === null || !names.has(placeboOf) : placeboOf === parent,
      )
      .flatMap((arm) => [{ arm, depth }, ...below(nameOf(arm), depth + 1)])
  return below(null, 0)
}
