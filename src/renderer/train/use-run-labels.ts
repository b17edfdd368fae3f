import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Run, RunLabels } from '#shared/contract/runs.ts'
import { client } from '../app/client.ts'
import { showRun } from '../app/live-events.ts'

/** Sets what a person says about a run. `saving`: what the engine has not confirmed yet. */
export function useRunLabels({ id }: Run) {
  const mutation = useMutation({
    mutationFn: (labels: Partial<RunLabels>) => client.runs.label({ run: id, labels }),
    onSuccess: showRun,
  })
  return {
    /** Answers whether they were saved; a failure is shown, not thrown. */
    save: (labels: Partial<RunLabels>): Promise<boolean> =>
      mutation.mutateAsync(labels).then(
        () => true,
        () => false,
      ),
    saving: mutation.isPending ? mutation.variables : null,
  }
}

/**
 * A text that is edited in place: what is typed stands until it was saved or put back, also where saving fails.
 *
 * @param save gets the text without white space around it, where it differs from what is saved
 */
export function useTextDraft(saved: string, save: (text: string) => Promise<boolean>) {
  const [shown, setShown] = useState<string | null>(null)
  // The field loses the focus in the same moment in which it is put back, before anything renders.
  const draft = useRef<string | null>(null)
  const set = (text: string | null) => {
    draft.current = text
    setShown(text)
  }
  return {
    text: shown ?? saved,
    type: (text: string) => set(text),
    putBack: () => set(null),
    /** Answers whether what is shown is what is saved. */
    commit: async (): Promise<boolean> => {
      const text = draft.current
      if (text === null) return true
      const isSaved = text.trim() === saved || (await save(text.trim()))
      if (isSaved && draft.current === text) set(null)
      return isSaved
    },
  }
}
