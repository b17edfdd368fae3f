/** Whether a call of the operating system failed with this code, such as `ENOENT` where there is no such file. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
