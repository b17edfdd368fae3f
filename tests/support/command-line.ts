/** A command line that makes no sense, in words for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Does what the command line asks for; `--help` prints the usage.
 *
 * @param work is given the command line, and answers the exit code
 * @returns the exit code: that of the work, 2 for a wrong command line
 */
export async function runCommandLine(
  usage: string,
  work: (commandLine: readonly string[]) => Promise<number>,
): Promise<number> {
  const commandLine = process.argv.slice(2)
  if (commandLine.includes('--help')) {
    console.log(usage)
    return 0
  }
  try {
    return await work(commandLine)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\n${usage}`)
    return 2
  }
}
