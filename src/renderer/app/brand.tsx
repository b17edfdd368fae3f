/** The studio's mark: a shape and its negative. */
export function Brand() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <rect width="22" height="22" rx="6" fill="var(--mantine-color-iris-6)" />
      <path d="M11 4.5a6.5 6.5 0 0 0 0 13z" fill="white" />
      <path d="M11 5.25a5.75 5.75 0 0 1 0 11.5" fill="none" stroke="white" strokeWidth="1.5" />
    </svg>
  )
}
