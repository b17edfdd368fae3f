import { api, queryClient } from '../../app/client.ts'

/** Asks again who may come in. */
export function refreshAccess(): void {
  void queryClient.invalidateQueries({ queryKey: api.access.key() })
}
