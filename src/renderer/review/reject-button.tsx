import { ActionIcon, Button, Group, Popover, Stack, Text } from '@mantine/core'
import { IconChevronUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { KeyboardEvent } from 'react'
import { api } from '../app/client.ts'
import { ActionButton } from '../components/action-button.tsx'
import type { BoundAction } from '../components/actions.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { Keys } from '../components/keys.tsx'
import classes from './review-page.module.css'

interface RejectButtonProps {
  reject: BoundAction
  withReason: BoundAction
  opened: boolean
  onOpen: (opened: boolean) => void
  onReason: (reason: string, at: number) => void
}

/** Rejects at once, or with one of the workspace's reasons, each under a digit. */
export function RejectButton({ reject, withReason, opened, onOpen, onReason }: RejectButtonProps) {
  const query = useQuery(api.review.reasons.queryOptions())
  const reasons = query.data ?? []
  const choose = (reason: string | undefined, at: number) => {
    if (reason === undefined) return
    // The next key is for the next item, not for what is being closed.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    onOpen(false)
    onReason(reason, at)
  }
  const chooseByKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return
    event.preventDefault()
    choose(reasons[Number(event.key) - 1], event.timeStamp)
  }
  return (
    <Group gap={1} wrap="nowrap">
      <ActionButton action={reject} color="red.8" variant="filled" />
      <Popover
        opened={opened}
        onChange={onOpen}
        position="top-end"
        width={320}
        trapFocus
        returnFocus
        withArrow
      >
        <Popover.Target>
          <ActionIcon
            className={classes.caret}
            variant="filled"
            color="red.8"
            size={30}
            aria-label={withReason.label}
            title={`${withReason.label} (Shift R)`}
            disabled={!withReason.enabled}
            onClick={() => onOpen(!opened)}
          >
            <IconChevronUp size={15} aria-hidden />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label="Reject with a reason" onKeyDown={chooseByKey}>
          <Stack gap={2}>
            {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
            {query.isSuccess && reasons.length === 0 && (
              <Text size="sm" c="dimmed" tabIndex={0} data-autofocus>
                The settings list no reasons.
              </Text>
            )}
            {reasons.map((reason, place) => (
              <Button
                key={reason}
                variant="subtle"
                color="gray"
                justify="space-between"
                dir="auto"
                {...(place === 0 ? { 'data-autofocus': true } : {})}
                rightSection={<Keys keys={String(place + 1)} />}
                onClick={(event) => choose(reason, event.timeStamp)}
              >
                {reason}
              </Button>
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  )
}
