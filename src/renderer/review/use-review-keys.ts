import { type Shortcut, useShortcuts } from '../components/shortcuts.ts'
import type { KeyVerdict } from './desk-state.ts'
import type { EditField } from './edit-form.tsx'

export interface ReviewActions {
  /** `pressedAt` as `performance.now` counts. */
  decide(verdict: KeyVerdict, pressedAt: number): void
  edit(field: EditField): void
  undo(): void
  move(by: 1 | -1): void
  askHint(): void
  writeNote(): void
  search(): void
}

/** The curator's keys; in an edit the form has its own. Returns what looks up a key to show it. */
export function useReviewKeys(actions: ReviewActions, editing: boolean): (id: string) => string {
  const shortcuts: Shortcut[] = [
    {
      id: 'accept',
      keys: 'a',
      label: 'Accept',
      run: (event) => actions.decide('accept', event.timeStamp),
    },
    {
      id: 'reject',
      keys: 'r',
      label: 'Reject',
      run: (event) => actions.decide('reject', event.timeStamp),
    },
    { id: 'edit', keys: 'e', label: 'Edit', run: () => actions.edit('text') },
    { id: 'skip', keys: 's', label: 'Skip', run: (event) => actions.decide('skip', event.timeStamp) },
    { id: 'undo', keys: 'u', label: 'Undo', run: () => actions.undo() },
    { id: 'regenerate', keys: 'g', label: 'Regenerate with a hint', run: () => actions.askHint() },
    { id: 'next', keys: ['j', 'arrowright'], label: 'Next', repeats: true, run: () => actions.move(1) },
    {
      id: 'previous',
      keys: ['k', 'arrowleft'],
      label: 'Previous',
      repeats: true,
      run: () => actions.move(-1),
    },
    { id: 'note', keys: 'n', label: 'Write a note', run: () => actions.writeNote() },
    { id: 'search', keys: '/', label: 'Search the queue', run: () => actions.search() },
    { id: 'edit-text', keys: '1', label: 'Edit the text', run: () => actions.edit('text') },
    {
      id: 'edit-visual',
      keys: '2',
      label: 'Edit the visual description',
      run: () => actions.edit('visual'),
    },
    {
      id: 'edit-attributes',
      keys: '3',
      label: 'Edit the attributes',
      run: () => actions.edit('attributes'),
    },
  ]
  const keys = useShortcuts(editing ? [] : shortcuts, 'Review')
  return (id) => (editing ? '' : keys(id))
}
