import { Box } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { FailureCard } from './failure-card.tsx'

interface PageBoundaryProps {
  children: ReactNode
  /** A change of it forgets the failure: another page deserves its own try. */
  page: string
}

/** Keeps one page's bug on that page: the rest of the window goes on working. */
export class PageBoundary extends Component<PageBoundaryProps, { error: unknown; failed: boolean }> {
  override state = { error: null as unknown, failed: false }

  static getDerivedStateFromError(error: unknown) {
    return { error, failed: true }
  }

  override componentDidCatch(error: unknown): void {
    console.error(error)
  }

  override componentDidUpdate(previous: PageBoundaryProps): void {
    if (this.state.failed && previous.page !== this.props.page) this.reset()
  }

  private readonly reset = () => this.setState({ error: null, failed: false })

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Box p="md" maw={720}>
        <FailureCard error={this.state.error} retry={this.reset} />
      </Box>
    )
  }
}
