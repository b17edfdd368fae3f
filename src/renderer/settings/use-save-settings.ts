import { useMutation } from '@tanstack/react-query'
import type { Settings } from '#shared/contract/system.ts'
import { api, queryClient } from '../app/client.ts'
import { notifyDone } from '../components/notify.ts'

interface SavingOptions {
  /** Is given all settings, as they are now. */
  onSaved?: (saved: Settings) => void
  /** The section shows a failure itself, instead of the list of messages. */
  shownInPlace?: boolean
}

/** Saves some of the settings; the others stay. */
export function useSaveSettings({ onSaved, shownInPlace = false }: SavingOptions = {}) {
  return useMutation(
    api.system.saveSettings.mutationOptions({
      meta: shownInPlace ? { shownInPlace } : {},
      onSuccess: (saved) => {
        queryClient.setQueryData(api.system.settings.queryKey(), saved)
        onSaved?.(saved)
        notifyDone('Settings are saved.')
      },
    }),
  )
}
