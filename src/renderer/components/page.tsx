import { Box, Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** Stands beside the title: badges, tabs. */
  beside?: ReactNode
  /** Stands at the end of the header: the page's main buttons. */
  actions?: ReactNode
  /** The content fills the window and scrolls within itself. */
  fills?: boolean
  children: ReactNode
}

/** A page's frame: one heading, its actions, and content that scrolls below them. */
export function Page({ title, beside, actions, fills = false, children }: PageProps) {
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Title order={1} size="h4">
            {title}
          </Title>
          {beside}
        </Group>
        <Group gap="xs" wrap="nowrap">
          {actions}
        </Group>
      </header>
      <Box className={fills ? classes.filled : classes.scrolled}>{children}</Box>
    </div>
  )
}
