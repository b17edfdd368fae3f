import { Code, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import classes from './generate.module.css'

interface TemplatePreviewProps {
  kind: TemplateKind
  system: string
  prompt: string
  dataset: DatasetId
}

/** The prompt as a model would get it for an item of the catalogue. */
export function TemplatePreview({ kind, system, prompt, dataset }: TemplatePreviewProps) {
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search, 200)
  const [chosen, setChosen] = useState<ItemId | null>(null)
  const items = useQuery({
    ...api.catalogue.items.queryOptions({
      input: {
        dataset,
        filter: wanted.trim() === '' ? {} : { search: wanted },
        sort: 'catalogue',
        offset: 0,
        limit: 20,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const item = chosen ?? items.data?.items[0]?.id ?? null
  const preview = useQuery({
    ...api.templates.preview.queryOptions({
      input: item === null ? skipToken : { kind, system, prompt, item },
    }),
    gcTime: 0,
  })
  return (
    <Stack gap="sm">
      <Select
        label="Item"
        searchable
        allowDeselect={false}
        maw="26rem"
        nothingFoundMessage="No item is like that"
        filter={({ options }) => options}
        data={(items.data?.items ?? []).map(({ id, title }) => ({ value: String(id), label: title }))}
        value={item === null ? null : String(item)}
        onSearchChange={setSearch}
        onChange={(value) => {
          const found = items.data?.items.find(({ id }) => String(id) === value)
          if (found !== undefined) setChosen(found.id)
        }}
      />
      {preview.error !== null && <FailureCard error={preview.error} />}
      {preview.isLoading && <Skeleton h="12rem" />}
      {preview.data !== undefined && preview.error === null && (
        <>
          <Text size="xs" c="dimmed">
            System text
          </Text>
          <Code block className={classes.raw ?? ''} mah="none">
            {preview.data.system}
          </Code>
          <Text size="xs" c="dimmed">
            Prompt
          </Text>
          <Code block className={classes.raw ?? ''} mah="none">
            {preview.data.prompt}
          </Code>
        </>
      )}
    </Stack>
  )
}
