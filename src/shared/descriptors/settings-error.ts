/** Settings that cannot be used. */
export class SettingsError extends Error {
  /** A sentence for each setting, by its key. */
  readonly problems: Readonly<Record<string, string>>

  constructor(problems: Readonly<Record<string, string>>) {
    super(Object.values(problems).join(' '))
    this.name = 'SettingsError'
    this.problems = problems
  }
}
