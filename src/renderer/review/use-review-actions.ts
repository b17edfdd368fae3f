import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBookmark,
  IconCheck,
  IconChevronLeft,
  IconChevronRight,
  IconHash,
  IconHistory,
  IconLayoutGrid,
  IconNote,
  IconPencil,
  IconPlayerSkipForward,
  IconRefresh,
  IconSearch,
  IconSquare,
  IconX,
} from '@tabler/icons-react'
import { useIsOwner } from '../app/caller.ts'
import { useActions } from '../components/actions.ts'
import type { KeyVerdict } from './desk-state.ts'
import type { EditField } from './edit-form.tsx'

export interface ReviewCommands {
  /** `pressedAt` as `performance.now` counts. */
  decide(verdict: KeyVerdict, pressedAt: number): void
  edit(field: EditField): void
  undo(): void
  redo(): void
  move(by: 1 | -1): void
  askHint(): void
  showHistory(): void
  askReason(): void
  writeNote(): void
  search(): void
  /** To a proposal by its number. */
  find(): void
  showViews(): void
  /** From one by one to the grid, or back. */
  changeLayout(): void
}

interface Situation {
  /** There is nothing on screen to decide. */
  idle: boolean
  /** Somebody else has it on screen: it can be looked at. */
  readOnly: boolean
  /** The edit form is open and has actions of its own. */
  editing: boolean
  /** How many attributes the item on screen changes. */
  attributes: number
  layout: 'grid' | 'single'
  /** Escape leads back to the grid from which it was opened. */
  fromGrid: boolean
}

/** What a curator can do with the item on screen. Returns what looks up an action to show it. */
export function useReviewActions(
  commands: ReviewCommands,
  { idle, editing, attributes, readOnly, layout, fromGrid }: Situation,
) {
  const shown = !idle && !editing
  const enabled = shown && !readOnly
  const inGrid = layout === 'grid'
  const alone = enabled && !inGrid
  const isOwner = useIsOwner()
  return useActions('Review', [
    {
      id: 'accept',
      keys: 'a',
      label: 'Accept',
      icon: IconCheck,
      enabled,
      run: (at) => commands.decide('accept', at),
    },
    {
      id: 'reject',
      keys: 'r',
      label: 'Reject',
      icon: IconX,
      enabled,
      run: (at) => commands.decide('reject', at),
    },
    {
      id: 'reject-reason',
      keys: 'shift+r',
      label: 'Reject with a reason',
      icon: IconX,
      enabled,
      run: () => commands.askReason(),
    },
    {
      id: 'edit',
      keys: 'e',
      label: 'Edit',
      icon: IconPencil,
      enabled: alone,
      run: () => commands.edit({ kind: 'text' }),
    },
    {
      id: 'skip',
      keys: 's',
      label: 'Skip',
      icon: IconPlayerSkipForward,
      enabled,
      run: (at) => commands.decide('skip', at),
    },
    {
      id: 'undo',
      keys: ['u', 'mod+z'],
      label: 'Undo',
      icon: IconArrowBackUp,
      enabled: !editing,
      run: () => commands.undo(),
    },
    {
      id: 'redo',
      keys: ['shift+u', 'mod+shift+z'],
      label: 'Redo',
      icon: IconArrowForwardUp,
      enabled: !editing,
      run: () => commands.redo(),
    },
    {
      id: 'regenerate',
      keys: 'p',
      label: 'Regenerate',
      icon: IconRefresh,
      enabled: alone && isOwner,
      run: () => commands.askHint(),
    },
    {
      id: 'next',
      keys: ['j', 'arrowright'],
      label: 'Next',
      icon: IconChevronRight,
      enabled: shown,
      repeats: true,
      run: () => commands.move(1),
    },
    {
      id: 'previous',
      keys: ['k', 'arrowleft'],
      label: 'Previous',
      icon: IconChevronLeft,
      enabled: !editing,
      repeats: true,
      run: () => commands.move(-1),
    },
    {
      id: 'note',
      keys: 'n',
      label: 'Write a note',
      icon: IconNote,
      enabled: alone,
      run: () => commands.writeNote(),
    },
    {
      id: 'history',
      keys: 'h',
      label: 'History',
      icon: IconHistory,
      enabled: !editing,
      run: () => commands.showHistory(),
    },
    {
      id: 'search',
      keys: '/',
      label: 'Search the queue',
      icon: IconSearch,
      enabled: !editing,
      run: () => commands.search(),
    },
    {
      id: 'find',
      keys: 'i',
      label: 'Go to a proposal by its number',
      icon: IconHash,
      enabled: !editing,
      run: () => commands.find(),
    },
    {
      id: 'views',
      keys: 'w',
      label: 'Saved views',
      icon: IconBookmark,
      enabled: !editing,
      run: () => commands.showViews(),
    },
    {
      id: 'layout',
      keys: 't',
      label: inGrid ? 'One by one' : 'As a grid',
      icon: inGrid ? IconSquare : IconLayoutGrid,
      enabled: !editing,
      run: () => commands.changeLayout(),
    },
    {
      id: 'back',
      keys: 'escape',
      label: 'Back to the grid',
      enabled: fromGrid && !inGrid && !editing,
      run: () => commands.changeLayout(),
    },
    {
      id: 'edit-visual',
      keys: 'v',
      label: 'Edit the visual description',
      enabled: alone,
      run: () => commands.edit({ kind: 'visual' }),
    },
    ...Array.from({ length: Math.min(inGrid ? 0 : attributes, 9) }, (_, place) => place + 1).flatMap(
      (number) => [
        {
          id: `change-${number}` as const,
          keys: String(number),
          label: `Change attribute ${number}`,
          enabled,
          run: () => commands.edit({ kind: 'attribute', number }),
        },
        {
          id: `put-back-${number}` as const,
          keys: `x ${number}`,
          label: `Put attribute ${number} back`,
          enabled,
          run: () => commands.edit({ kind: 'put-back', number }),
        },
      ],
    ),
  ])
}
