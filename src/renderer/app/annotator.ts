import { useLocalStorage } from '@mantine/hooks'
import { Annotator } from '#shared/contract/ids.ts'
import { useMe } from './caller.ts'

/**
 * The name that this window's decisions are recorded under: that of a curator's session, else one that is asked once and kept by the
 * window.
 */
export function useAnnotator(): [Annotator | null, (name: Annotator) => void] {
  const me = useMe()
  const [name, setName] = useLocalStorage({
    key: 'annotator',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  const parsed = Annotator.safeParse(name)
  return [me.name ?? (parsed.success ? parsed.data : null), setName]
}
