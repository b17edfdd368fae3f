import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconDatabase, IconSearch } from '@tabler/icons-react'
import type { MouseEvent } from 'react'
import { useActionList } from '../components/actions.ts'
import { Keys } from '../components/keys.tsx'
import { useChosenDataset } from './chosen-dataset.ts'

const ICON = { size: 18, stroke: 1.6 } as const
/** What opened the palette has no place in it. */
const OWN_ACTION = 'palette'

/** Everything one can go to or do from anywhere, found by typing. */
export function CommandPalette() {
  const { datasets, choose } = useChosenDataset()
  const groups: SpotlightActionGroupData[] = [
    ...useActionList().map(({ scope, actions }) => ({
      group: scope,
      actions: actions
        .filter(({ id, enabled }) => enabled && id !== OWN_ACTION)
        .map(({ id, label, icon: Icon, keys, run }) => ({
          id: `${scope}/${id}`,
          label,
          leftSection: Icon !== undefined && <Icon {...ICON} />,
          rightSection: <Keys keys={keys[0] ?? ''} />,
          onClick: (event: MouseEvent) => run(event.timeStamp),
        })),
    })),
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
