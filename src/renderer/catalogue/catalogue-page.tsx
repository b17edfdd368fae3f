import { Badge, Button, EmptyState, Menu, Skeleton, Tabs } from '@mantine/core'
import { IconChevronDown, IconFileImport, IconLibraryPhoto, IconWand } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { worlds } from '#shared/worlds/registry.ts'
import { describeInstance, type WorldName } from '#shared/worlds/world-instance.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { AttributesTab } from './attributes/attributes-tab.tsx'
import { DatasetMenu } from './dataset-menu.tsx'
import { ItemsTab } from './items-tab.tsx'
import { SampleWorldDialog } from './sample-world-dialog.tsx'
import { CatalogueTab } from './search.ts'

const MapTab = lazy(async () => ({ default: (await import('../map/map-tab.tsx')).MapTab }))
const QualityTab = lazy(async () => ({ default: (await import('./quality/quality-tab.tsx')).QualityTab }))
const StatisticsTab = lazy(async () => ({ default: (await import('./statistics-tab.tsx')).StatisticsTab }))

export function CataloguePage() {
  const { dataset, loading } = useChosenDataset()
  if (loading) {
    return (
      <Page title="Catalogue">
        <Skeleton h={36} mb="md" />
        <Skeleton h={400} />
      </Page>
    )
  }
  return dataset === null ? <NoDataset /> : <Catalogue key={dataset.id} dataset={dataset} />
}

function Catalogue({ dataset }: { dataset: Dataset }) {
  const { tab = 'items' } = useSearch({ from: '/catalogue' })
  const navigate = useNavigate({ from: '/catalogue' })
  return (
    <Page
      title="Catalogue"
      fills
      beside={
        dataset.synthetic && (
          <Badge color="grape" title={syntheticTitle(dataset)}>
            synthetic
          </Badge>
        )
      }
      actions={
        <>
          <Button variant="default" component={Link} to="/import" leftSection={<IconFileImport size={16} />}>
            Import
          </Button>
          <DatasetMenu dataset={dataset} />
        </>
      }
    >
      <Tabs
        value={tab}
        variant="default"
        keepMounted={false}
        onChange={(next) =>
          void navigate({
            search: (search) => ({
              ...search,
              tab: next === 'items' ? undefined : CatalogueTab.optional().catch(undefined).parse(next),
            }),
          })
        }
        style={{ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 }}
      >
        <Tabs.List px="md" aria-label="Catalogue">
          <Tabs.Tab value="items">Items</Tabs.Tab>
          <Tabs.Tab value="attributes">Attributes</Tabs.Tab>
          <Tabs.Tab value="map">Map</Tabs.Tab>
          <Tabs.Tab value="statistics">Statistics</Tabs.Tab>
          <Tabs.Tab value="quality">Quality of negatives</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="items" style={{ flex: 1, minHeight: 0 }}>
          <ItemsTab dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="attributes" style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          <AttributesTab dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="map" style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          <Suspense fallback={<PagePending />}>
            <MapTab dataset={dataset} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="statistics" style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          <Suspense fallback={<PagePending />}>
            <StatisticsTab dataset={dataset} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="quality" style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          <Suspense fallback={<PagePending />}>
            <QualityTab dataset={dataset} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function syntheticTitle({ sample }: Dataset): string {
  const made = "Made by the studio's own simulation, not observed"
  return sample === null ? made : `${made}: ${describeInstance(sample)}`
}

function NoDataset() {
  const { choose } = useChosenDataset()
  const [world, setWorld] = useState<WorldName | null>(null)
  const sample = useMutation(
    api.catalogue.createSample.mutationOptions({ onSuccess: (dataset) => choose(dataset.id) }),
  )
  return (
    <Page title="Catalogue">
      <EmptyState
        mt={80}
        icon={<IconLibraryPhoto size={44} stroke={1.3} />}
        title="No catalogue yet"
        description="Import your items, their pictures and who liked what; or look around in a small synthetic catalogue first."
      >
        <EmptyState.Actions>
          <Button component={Link} to="/import" leftSection={<IconFileImport size={16} />}>
            Import a data set
          </Button>
          <Button.Group>
            <Button
              variant="default"
              loading={sample.isPending}
              leftSection={<IconWand size={16} />}
              onClick={() => sample.mutate({})}
            >
              Make the sample catalogue
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" px="xs" aria-label="Other sample worlds">
                  <IconChevronDown size={16} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {worlds.map(({ name, label, summary }) => (
                  <Menu.Item key={name} title={summary} onClick={() => setWorld(name)}>
                    {label}…
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </Button.Group>
        </EmptyState.Actions>
      </EmptyState>
      <SampleWorldDialog world={world} onClose={() => setWorld(null)} />
    </Page>
  )
}
