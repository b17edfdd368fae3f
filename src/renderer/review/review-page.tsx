import { Button, Text } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { OwnerOnly } from '../components/owner-only.tsx'
import frame from '../components/page.module.css'
import { Page } from '../components/page.tsx'
import { ReviewWorkplace } from './review-workplace.tsx'
import type { ReviewSearch } from './search.ts'

export function ReviewPage() {
  const { dataset, loading } = useChosenDataset()
  const search = useSearch({ from: '/review' })
  const navigate = useNavigate({ from: '/review' })
  const narrow = useCallback(
    (change: Partial<ReviewSearch>) =>
      void navigate({
        search: (before) => ({ ...before, proposal: undefined, ...change }),
        replace: true,
      }),
    [navigate],
  )
  if (dataset === null) {
    return (
      <Page title="Review" fills>
        {!loading && (
          <div className={frame.empty}>
            <Text fw={600}>There is nothing to review yet</Text>
            <Text size="sm" c="dimmed">
              Bring in a catalogue first, then let a model propose negatives for its items.
            </Text>
            <OwnerOnly>
              <Button renderRoot={(props) => <Link to="/catalogue" {...props} />}>Open the catalogue</Button>
            </OwnerOnly>
          </div>
        )}
      </Page>
    )
  }
  return <ReviewWorkplace key={dataset.id} dataset={dataset} search={search} onSearch={narrow} />
}
