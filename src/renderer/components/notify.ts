import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { FailureCard } from './failure-card.tsx'

/** Says that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 4000 })
}

/** Says what went wrong; stays until it is closed. */
export function notifyFailure(error: unknown): void {
  notifications.show({
    message: createElement(FailureCard, { error }),
    autoClose: false,
    withBorder: false,
    color: 'transparent',
  })
}
