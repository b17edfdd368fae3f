import type { ReactNode } from 'react'
import { useIsOwner } from '../app/caller.ts'

/** What a curator, who reviews, does not see. */
export function OwnerOnly({ children }: { children: ReactNode }) {
  return useIsOwner() ? children : null
}
