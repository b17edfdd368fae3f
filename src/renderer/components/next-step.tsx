import type { Icon } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { ActionButton } from './action-button.tsx'
import { useActions } from './actions.ts'

interface NextStepProps {
  label: string
  icon: Icon
  run: () => void
  /** Has the focus from the start, so that Enter does as well. */
  autoFocus?: boolean
}

/** What comes after what is done on this page, one key away; a page shows one of them. */
export function NextStep({ label, icon, run, autoFocus = false }: NextStepProps) {
  const action = useActions('Next step', [{ id: 'next-step', keys: 'g n', label, icon, run }])
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (autoFocus) button.current?.focus()
  }, [autoFocus])
  return <ActionButton action={action('next-step')} variant="filled" ref={button} style={{ flex: 'none' }} />
}
