import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import frame from '../components/page.module.css'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { TrainWorkplace } from './train-workplace.tsx'

export function TrainPage() {
  const { dataset, loading } = useChosenDataset()
  const settings = useQuery(api.system.settings.queryOptions())
  if (dataset === null) {
    return (
      <Page title="Train" fills>
        {!loading && (
          <div className={frame.empty}>
            <Text fw={600}>There is no data set to train on yet</Text>
            <Button renderRoot={(props) => <Link to="/catalogue" {...props} />}>Open the catalogue</Button>
          </div>
        )}
      </Page>
    )
  }
  if (settings.isPending) return <PagePending />
  return <TrainWorkplace key={dataset.id} dataset={dataset} threads={settings.data?.threads ?? 'auto'} />
}
