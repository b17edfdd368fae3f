import { openSpotlight } from '@mantine/spotlight'
import { IconCommand, IconFileImport, IconKeyboard, IconRefresh, IconStack2 } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type Action, useActions } from '../components/actions.ts'
import { notifyFailure } from '../components/notify.ts'
import { useMe } from './caller.ts'
import { client } from './client.ts'
import { COLOR_SCHEMES, useColorScheme } from './color-scheme.ts'
import { type PAGES, pagesOf } from './pages.ts'

type ShellActionId =
  | `go ${(typeof PAGES)[number]['to']}`
  | `colours ${keyof typeof COLOR_SCHEMES}`
  | 'import'
  | 'templates'
  | 'ollama'
  | 'palette'
  | 'keys'

/** What can be done on every page. Returns what looks up an action to show it. */
export function useShellActions(listKeys: () => void) {
  const navigate = useNavigate()
  const { setColorScheme } = useColorScheme()
  const { role } = useMe()
  const actions: Action<ShellActionId>[] = [
    ...pagesOf(role).map(({ to, label, letter, icon }, index) => ({
      id: `go ${to}` as const,
      // Browsers keep Ctrl+1 for their tabs; the desktop window has it to give.
      keys: [`g ${letter}`, `mod+${index + 1}`],
      label: `Go to ${label}`,
      icon,
      whileTyping: true,
      run: () => void navigate({ to }),
    })),
    ...(role === 'owner' ? ownersActions(navigate) : []),
    ...(['light', 'dark', 'auto'] as const).map((scheme) => ({
      id: `colours ${scheme}` as const,
      keys: [],
      label: `Colours: ${COLOR_SCHEMES[scheme].label}`,
      icon: COLOR_SCHEMES[scheme].icon,
      run: () => setColorScheme(scheme),
    })),
    {
      id: 'palette',
      keys: 'mod+k',
      label: 'Open the command palette',
      icon: IconCommand,
      whileTyping: true,
      run: openSpotlight,
    },
    { id: 'keys', keys: '?', label: 'List the keys', icon: IconKeyboard, run: listKeys },
  ]
  return useActions('Everywhere', actions)
}

/** What only an owner can do. */
function ownersActions(navigate: ReturnType<typeof useNavigate>): Action<ShellActionId>[] {
  return [
    {
      id: 'import',
      keys: [],
      label: 'Import a data set',
      icon: IconFileImport,
      run: () => void navigate({ to: '/import' }),
    },
    {
      id: 'templates',
      keys: [],
      label: 'Edit prompt templates',
      icon: IconStack2,
      run: () => void navigate({ to: '/generate', search: { tab: 'templates' } }),
    },
    {
      id: 'ollama',
      keys: [],
      label: 'Check the Ollama connection',
      icon: IconRefresh,
      run: () => void client.ollama.status({ wait: true }).catch(notifyFailure),
    },
  ]
}
