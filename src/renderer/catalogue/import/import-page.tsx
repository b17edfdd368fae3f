import { Alert, Button, Fieldset, Group, List, Progress, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileImport } from '@tabler/icons-react'
import { skipToken, useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { FilePreview, ImportFormat, ImportProgress } from '#shared/contract/imports.ts'
import { progressText, StepTime } from '#shared/imports/import-progress.ts'
import { useChosenDataset } from '../../app/chosen-dataset.ts'
import { api } from '../../app/client.ts'
import { useStudioEvent } from '../../app/live-events.ts'
import { describeFailure } from '../../components/failure.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { Page } from '../../components/page.tsx'
import { PathField } from '../../components/path-field.tsx'
import { ColumnMapping, INTERACTION_FIELDS, ITEM_FIELDS } from './column-mapping.tsx'
import { FileDrop } from './file-drop.tsx'
import classes from './import.module.css'
import {
  EMPTY_FORM,
  formatOf,
  type ImportForm,
  importProblems,
  importRequest,
  suggestedName,
  TABLES,
  withGuesses,
} from './import-form.ts'
import { ImportOptions } from './import-options.tsx'
import { ImportResult } from './import-result.tsx'

/** From files to a data set: choose, check what the columns mean, import, see what was left out. */
export function ImportPage() {
  const [form, setForm] = useState(EMPTY_FORM)
  const { choose } = useChosenDataset()
  const run = useMutation(
    api.imports.run.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: ({ dataset }) => choose(dataset.id),
    }),
  )
  const change = (part: Partial<ImportForm>) =>
    setForm((before) => {
      const next = { ...before, ...part }
      // Other files have other columns: what was chosen for the old ones says nothing of them.
      if (part.items !== undefined && part.items !== before.items) next.itemMapping = {}
      if (part.interactions !== undefined && part.interactions !== before.interactions) {
        next.interactionMapping = {}
      }
      const source = part.items ?? part.interactions ?? ''
      if (before.name === '' || before.name === suggestedName(before.items || before.interactions)) {
        if (source !== '') next.name = suggestedName(next.items || next.interactions)
      }
      return next
    })
  if (run.data !== undefined) {
    return (
      <Page title="Import">
        <div className={classes.page}>
          <ImportResult
            report={run.data}
            onAgain={() => {
              setForm(EMPTY_FORM)
              run.reset()
            }}
          />
        </div>
      </Page>
    )
  }
  return (
    <Page title="Import">
      <ImportSteps
        form={form}
        change={change}
        running={run.isPending}
        error={run.error}
        start={(request) => run.mutate(request)}
      />
    </Page>
  )
}

interface ImportStepsProps {
  form: ImportForm
  change: (part: Partial<ImportForm>) => void
  running: boolean
  error: unknown
  start: (request: ReturnType<typeof importRequest>) => void
}

function ImportSteps({ form, change, running, error, start }: ImportStepsProps) {
  const items = usePreview(form.items, form.format)
  const interactions = usePreview(form.interactions, form.format)
  const previews = { items: items.preview, interactions: interactions.preview }
  const format = formatOf(form, previews)
  const formats = useQuery(api.imports.formats.queryOptions()).data ?? []
  const facts = formats.find(({ name }) => name === format) ?? TABLES
  const tables = [{ name: 'Tables', extensions: formats.flatMap(({ extensions }) => extensions) }]
  const problems = [
    ...(items.error === null ? [] : ['The file of items cannot be read.']),
    ...(interactions.error === null ? [] : ['The file of interactions cannot be read.']),
    ...importProblems(form, previews, facts),
  ]
  const untouched = form.items === '' && form.interactions === ''
  return (
    <Stack className={classes.page} gap="md">
      <Fieldset legend="Files" disabled={running}>
        <Stack gap="sm">
          <FileDrop onFiles={change} />
          <PathField
            label="Items"
            description="One row per item: id, title, description, category, picture, attributes"
            required={facts.needsItems}
            value={form.items}
            onChange={(path) => change({ items: path })}
            filters={tables}
          />
          {items.error !== null && <FailureCard error={items.error} />}
          <PathField
            label="Interactions"
            description="One row per interaction: user, item, rating, time; for MMRec the .inter file"
            required
            value={form.interactions}
            onChange={(path) => change({ interactions: path })}
            filters={tables}
          />
          {interactions.error !== null && <FailureCard error={interactions.error} />}
          <PathField
            label="Pictures"
            description="Folder of pictures named by item id, or the one that the picture column's paths start from"
            value={form.images}
            onChange={(path) => change({ images: path })}
            filters={null}
          />
        </Stack>
      </Fieldset>
      {(items.preview !== null || (interactions.preview !== null && facts.mapsColumns)) && (
        <Fieldset legend="Columns" disabled={running}>
          <Stack gap="md">
            {items.preview !== null && (
              <ColumnMapping
                preview={items.preview}
                fields={ITEM_FIELDS}
                mapping={withGuesses(items.preview.itemMapping, form.itemMapping)}
                onChange={(column, field) =>
                  change({ itemMapping: { ...form.itemMapping, [column]: field } })
                }
              />
            )}
            {interactions.preview !== null && facts.mapsColumns && (
              <ColumnMapping
                preview={interactions.preview}
                fields={INTERACTION_FIELDS}
                mapping={withGuesses(interactions.preview.interactionMapping, form.interactionMapping)}
                onChange={(column, field) =>
                  change({ interactionMapping: { ...form.interactionMapping, [column]: field } })
                }
              />
            )}
          </Stack>
        </Fieldset>
      )}
      <Fieldset legend="Options" disabled={running}>
        <ImportOptions
          form={form}
          formats={formats}
          guessedFormat={formatOf({ ...form, format: null }, previews)}
          onChange={change}
        />
      </Fieldset>
      {!untouched && problems.length > 0 && (
        <Alert color="gray" title="Before it can start" role="status">
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {error !== null && <EndedImport error={error} />}
      <Group>
        <Button
          size="sm"
          leftSection={<IconFileImport size={16} />}
          loading={running}
          disabled={problems.length > 0}
          onClick={() => start(importRequest(form, previews, facts))}
        >
          Import
        </Button>
        {running && <RunningImport name={form.name.trim()} />}
      </Group>
    </Stack>
  )
}

/** The head of the file at a path, once the path is that of a file. */
function usePreview(
  path: string,
  format: ImportFormat | null,
): { preview: FilePreview | null; error: unknown } {
  const [settled] = useDebouncedValue(path.trim(), 300)
  const query = useQuery({
    ...api.imports.preview.queryOptions({
      // A folder that is being typed through is not a file yet.
      input:
        settled === '' || /[\\/]$/.test(settled)
          ? skipToken
          : { path: settled, ...(format === null ? {} : { format }) },
    }),
    gcTime: 0,
  })
  const current = settled === path.trim()
  return { preview: current ? (query.data ?? null) : null, error: current ? query.error : null }
}

/** What a person cancelled is no failure. */
function EndedImport({ error }: { error: unknown }) {
  const failure = describeFailure(error)
  if (failure.kind !== 'expected' || failure.code !== 'CANCELLED') return <FailureCard error={error} />
  return (
    <Alert color="gray" role="status">
      {failure.message}
    </Alert>
  )
}

function RunningImport({ name }: { name: string }) {
  const cancel = useMutation(api.imports.cancel.mutationOptions())
  return (
    <>
      <Button
        size="sm"
        variant="default"
        loading={cancel.isPending || cancel.data?.cancelled === true}
        onClick={() => cancel.mutate({ name })}
      >
        Cancel
      </Button>
      <ImportProgressBar name={name} />
    </>
  )
}

interface Told {
  progress: ImportProgress
  secondsLeft: number | null
}

function ImportProgressBar({ name }: { name: string }) {
  const [told, setTold] = useState<Told | null>(null)
  const [time] = useState(() => new StepTime())
  useStudioEvent(
    'import',
    useCallback(
      (event) => {
        const { progress } = event
        if (progress.name !== name) return
        setTold({ progress, secondsLeft: time.left(progress, performance.now()) })
      },
      [name, time],
    ),
  )
  const { done = 0, total = 0 } = told?.progress ?? {}
  const share = total === 0 ? 0 : done / total
  return (
    <div role="status" style={{ flex: 1, maxWidth: '26rem' }}>
      <Progress value={share * 100} aria-label="Progress of the import" animated={share === 0} />
      <Text size="xs" c="dimmed" className="tabular">
        {told === null ? 'Starting…' : progressText(told.progress, told.secondsLeft)}
      </Text>
    </div>
  )
}
