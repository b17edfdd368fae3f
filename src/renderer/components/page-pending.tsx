import { Skeleton, Stack } from '@mantine/core'

/** Stands in for a page whose code is on its way. */
export function PagePending() {
  return (
    <Stack p="md" gap="md" role="status" aria-busy="true" aria-label="Loading">
      <Skeleton h={24} w={180} />
      <Skeleton h={36} />
      <Skeleton h={320} />
    </Stack>
  )
}
