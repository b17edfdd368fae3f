import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconDatabase,
  IconFileImport,
  IconKeyboard,
  IconRefresh,
  IconSearch,
  IconStack2,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { notifyFailure } from '../components/notify.ts'
import { useChosenDataset } from './chosen-dataset.ts'
import { client } from './client.ts'
import { COLOR_SCHEMES, useColorScheme } from './color-scheme.ts'
import { PAGES } from './pages.ts'

const ICON = { size: 18, stroke: 1.6 } as const

/** Everything one can go to or do from anywhere, found by typing. */
export function CommandPalette({ listKeys }: { listKeys: () => void }) {
  const navigate = useNavigate()
  const { datasets, choose } = useChosenDataset()
  const { setColorScheme } = useColorScheme()
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Pages',
      actions: PAGES.map(({ to, label, icon: Icon }) => ({
        id: to,
        label,
        leftSection: <Icon {...ICON} />,
        onClick: () => void navigate({ to }),
      })),
    },
    {
      group: 'Actions',
      actions: [
        {
          id: 'import',
          label: 'Import a data set',
          leftSection: <IconFileImport {...ICON} />,
          onClick: () => void navigate({ to: '/import' }),
        },
        {
          id: 'templates',
          label: 'Edit prompt templates',
          leftSection: <IconStack2 {...ICON} />,
          onClick: () => void navigate({ to: '/generate', search: { tab: 'templates' } }),
        },
        {
          id: 'ollama',
          label: 'Look for Ollama again',
          leftSection: <IconRefresh {...ICON} />,
          onClick: () => void client.ollama.status({ wait: true }).catch(notifyFailure),
        },
        {
          id: 'keys',
          label: 'List the keys',
          leftSection: <IconKeyboard {...ICON} />,
          onClick: listKeys,
        },
        ...(['light', 'dark', 'auto'] as const).map((scheme): SpotlightActionData => {
          const { label, icon: Icon } = COLOR_SCHEMES[scheme]
          return {
            id: scheme,
            label: `Colours: ${label}`,
            leftSection: <Icon {...ICON} />,
            onClick: () => setColorScheme(scheme),
          }
        }),
      ],
    },
    {
      group: 'Data sets',
      actions: datasets.map((dataset) => ({
        id: `dataset-${dataset.id}`,
        label: `Switch to ${dataset.name}`,
        leftSection: <IconDatabase {...ICON} />,
        onClick: () => choose(dataset.id),
      })),
    },
  ]
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      nothingFound="Nothing is called that"
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch {...ICON} />,
        placeholder: 'Go to a page, do something, switch the data set…',
        'aria-label': 'Command palette',
        size: 'md',
      }}
    />
  )
}
