import { ActionIcon, Menu, Text } from '@mantine/core'
import { openConfirmModal } from '@mantine/modals'
import { IconDots, IconTrash, IconWand, IconWorld } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { WorldName } from '#shared/worlds/world-instance.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api, queryClient } from '../app/client.ts'
import { countOf } from '../components/format.ts'
import { notifyDone } from '../components/notify.ts'
import { SampleWorldDialog } from './sample-world-dialog.tsx'

/** What can be done to a whole data set. */
export function DatasetMenu({ dataset }: { dataset: Dataset }) {
  const { choose } = useChosenDataset()
  const sample = useMutation(
    api.catalogue.createSample.mutationOptions({ onSuccess: (made) => choose(made.id) }),
  )
  const remove = useMutation(
    api.catalogue.removeDataset.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries()
        notifyDone(`${dataset.name} was removed.`)
      },
    }),
  )
  const confirmRemoval = () =>
    openConfirmModal({
      title: `Remove ${dataset.name}?`,
      children: (
        <Text size="sm">
          Its {countOf(dataset.counts.items, 'item')} and{' '}
          {countOf(dataset.counts.interactions, 'interaction')}, all proposals and every decision on them
          leave the workspace. This cannot be undone.
        </Text>
      ),
      labels: { confirm: 'Remove the data set', cancel: 'Keep it' },
      confirmProps: { color: 'red.8' },
      onConfirm: () => remove.mutate({ dataset: dataset.id }),
    })
  const [world, setWorld] = useState<WorldName | null>(null)
  return (
    <>
      <SampleWorldDialog world={world} onClose={() => setWorld(null)} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            aria-label="More about this data set"
            size={30}
            loading={remove.isPending || sample.isPending}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconWand size={16} />} onClick={() => sample.mutate({})}>
            Open the sample catalogue
          </Menu.Item>
          <Menu.Item leftSection={<IconWorld size={16} />} onClick={() => setWorld('shop')}>
            Make a sample world…
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={confirmRemoval}>
            Remove {dataset.name}…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
