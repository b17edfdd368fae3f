/**
 * @param what as a sentence begins with it
 * @throws Error where something ships more than it may
 */
export function requireBudget(what: string, bytes: number, allowed: number): void {
  if (bytes <= allowed) return
  const megabytes = (count: number) => `${Math.round(count / 1e6)} MB`
  throw new Error(
    `${what} has ${megabytes(bytes)}; ${megabytes(allowed)} is its budget. Look at what \`dependencies\` brings, or raise the budget with a reason.`,
  )
}
