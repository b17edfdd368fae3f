import { Popover, Progress, Stack, Text, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './shell.module.css'

/** Long work in the status bar, with what it consists of behind a click. */
export function WorkItem({ share, text, children }: { share: number; text: string; children: ReactNode }) {
  return (
    <Popover position="top-end" width={320}>
      <Popover.Target>
        <UnstyledButton className={classes.statusItem}>
          <Progress value={share * 100} w={56} size={5} aria-hidden />
          <span className="tabular">{text}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Stack gap="sm">{children}</Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** One piece of it. */
export function WorkRow({ title, share, detail }: { title: string; share: number; detail: string }) {
  return (
    <Stack gap={4}>
      <Text size="sm" truncate>
        {title}
      </Text>
      <Progress value={share * 100} aria-label={`Progress of ${title}`} />
      <Text size="xs" c="dimmed" className="tabular">
        {detail}
      </Text>
    </Stack>
  )
}
