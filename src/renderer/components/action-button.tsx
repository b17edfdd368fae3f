import { Button, type ButtonProps } from '@mantine/core'
import type { Ref } from 'react'
import type { BoundAction } from './actions.ts'
import { Keys } from './keys.tsx'

interface ActionButtonProps extends Omit<ButtonProps, 'leftSection' | 'rightSection' | 'children'> {
  action: BoundAction
  ref?: Ref<HTMLButtonElement>
  /** Shows the icon and the keys alone; the label stays for screen readers. */
  compact?: boolean
}

/** The button of an action: its label, icon and keys, disabled when the action is. */
export function ActionButton({ action, compact = false, ...props }: ActionButtonProps) {
  const { label, icon: Icon, shownKeys, enabled, run } = action
  const icon = Icon === undefined ? null : <Icon size={16} aria-hidden />
  return (
    <Button
      variant="default"
      disabled={!enabled}
      rightSection={<Keys keys={shownKeys} />}
      {...(compact ? { 'aria-label': label } : { leftSection: icon })}
      {...props}
      // After the others: what a tooltip or a menu hangs on its target must not take the press away.
      onClick={(event) => run(event.timeStamp)}
    >
      {compact ? icon : label}
    </Button>
  )
}
