import { EmptyState, Tabs } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { ButtonLink } from '../components/links.tsx'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { AdviceTab } from './advice/advice-tab.tsx'
import { JobsTab } from './jobs-tab.tsx'
import { GenerateSearch } from './search.ts'

const TemplatesTab = lazy(async () => ({
  default: (await import('./templates/templates-tab.tsx')).TemplatesTab,
}))

export function GeneratePage() {
  const { tab = 'jobs' } = useSearch({ from: '/generate' })
  const navigate = useNavigate({ from: '/generate' })
  const { dataset, loading } = useChosenDataset()
  return (
    <Page title="Generate" fills>
      <Tabs
        value={tab}
        variant="default"
        keepMounted={false}
        onChange={(next) =>
          void navigate({ search: GenerateSearch.parse(next === 'jobs' ? {} : { tab: next }) })
        }
        style={{ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 }}
      >
        <Tabs.List px="md" aria-label="Generate">
          <Tabs.Tab value="jobs">Jobs</Tabs.Tab>
          <Tabs.Tab value="templates">Templates</Tabs.Tab>
          <Tabs.Tab value="advice">Advice</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="jobs" style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          {dataset !== null && <JobsTab key={dataset.id} dataset={dataset} />}
          {dataset === null && !loading && (
            <EmptyState
              mt={80}
              icon={<IconSparkles size={44} stroke={1.3} />}
              title="Nothing to generate from yet"
              description="Negatives are proposed for the items of a data set."
            >
              <EmptyState.Actions>
                <ButtonLink to="/catalogue">Open the catalogue</ButtonLink>
              </EmptyState.Actions>
            </EmptyState>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="advice" style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          {dataset !== null && <AdviceTab key={dataset.id} dataset={dataset} />}
        </Tabs.Panel>
        <Tabs.Panel value="templates" style={{ flex: 1, minHeight: 0 }}>
          <Suspense fallback={<PagePending />}>
            <TemplatesTab dataset={dataset} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
