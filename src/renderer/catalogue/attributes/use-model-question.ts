import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { DatasetId } from '#shared/contract/ids.ts'
import { client } from '../../app/client.ts'
import { formatCount } from '../../components/format.ts'
import { notifyDone } from '../../components/notify.ts'

/** Asks the workspace's model which names and values mean the same; what it says joins the suggestions as it comes. */
export function useModelQuestion(dataset: DatasetId) {
  const waiting = useRef<AbortController | null>(null)
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async () => {
      const controller = new AbortController()
      waiting.current = controller
      try {
        return await client.attributes.askModel({ dataset }, { signal: controller.signal })
      } catch (failure) {
        if (controller.signal.aborted) return null
        throw failure
      }
    },
    onSuccess: (asked) => {
      if (asked === null) return
      const { model, merges } = asked
      notifyDone(
        merges === 0 ? `${model} sees nothing to merge.` : `${model} named ${formatCount(merges)} merges.`,
      )
    },
    meta: { shownInPlace: true },
  })
  return {
    isAsking: isPending,
    error,
    dismiss: reset,
    ask: () => mutate(),
    stop: () => waiting.current?.abort(),
  }
}
