import { useLocalStorage } from '@mantine/hooks'
import { Annotator } from '#shared/contract/ids.ts'

/** The name that this window's decisions are recorded under; asked once, kept by the window. */
export function useAnnotator(): [Annotator | null, (name: Annotator) => void] {
  const [name, setName] = useLocalStorage({
    key: 'annotator',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  const parsed = Annotator.safeParse(name)
  return [parsed.success ? parsed.data : null, setName]
}
