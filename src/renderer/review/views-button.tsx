import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { IconBookmark, IconCheck, IconPencil, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { SavedView } from '#shared/contract/views.ts'
import { api, queryClient } from '../app/client.ts'
import type { BoundAction } from '../components/actions.ts'
import { describeFailure } from '../components/failure.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { Keys } from '../components/keys.tsx'
import classes from './review-page.module.css'
import { type ReviewSearch, searchOf, viewOf } from './search.ts'

interface ViewsButtonProps {
  dataset: DatasetId
  search: ReviewSearch
  action: BoundAction
  opened: boolean
  onOpen: (opened: boolean) => void
  onChange: (change: Partial<ReviewSearch>) => void
}

/** The filters that were saved under a name: to show one again, to save what is shown, to rename and remove. */
export function ViewsButton({ dataset, search, action, opened, onOpen, onChange }: ViewsButtonProps) {
  const query = useQuery(api.views.list.queryOptions({ input: { dataset } }))
  const views = query.data ?? []
  const shown = JSON.stringify(viewOf(search))
  const current = views.find(({ filter, sort }) => JSON.stringify(viewOf(searchOf(filter, sort))) === shown)
  return (
    <Popover
      opened={opened}
      onChange={onOpen}
      position="bottom-end"
      width={300}
      trapFocus
      returnFocus
      withArrow
    >
      <Popover.Target>
        <Button
          variant={current === undefined ? 'default' : 'light'}
          className={classes.foldable}
          leftSection={<IconBookmark size={14} aria-hidden />}
          title={`${action.label} (${action.shownKeys.toUpperCase()})`}
          onClick={() => onOpen(!opened)}
          maw={150}
          style={{ flex: 'none' }}
        >
          {current?.name ?? 'Views'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <Stack gap="xs">
          {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
          {query.isSuccess && views.length === 0 && (
            <Text size="sm" c="dimmed">
              A view keeps these filters and their order under a name.
            </Text>
          )}
          {views.map((view) => (
            <ViewRow
              key={view.id}
              view={view}
              current={view === current}
              onShow={() => {
                onChange(searchOf(view.filter, view.sort))
                onOpen(false)
              }}
            />
          ))}
          {current === undefined && <NewView dataset={dataset} search={search} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

function changed(): void {
  void queryClient.invalidateQueries({ queryKey: api.views.key() })
}

interface ViewRowProps {
  view: SavedView
  current: boolean
  onShow: () => void
}

function ViewRow({ view, current, onShow }: ViewRowProps) {
  const [naming, setNaming] = useState(false)
  const rename = useMutation(
    api.views.rename.mutationOptions({
      onSuccess: () => {
        setNaming(false)
        changed()
      },
    }),
  )
  const remove = useMutation(api.views.remove.mutationOptions({ onSuccess: changed }))
  if (naming) {
    return (
      <NameForm
        label={`New name of ${view.name}`}
        name={view.name}
        verb="Rename"
        error={rename.error}
        onName={(name) => rename.mutate({ view: view.id, name })}
      />
    )
  }
  return (
    <Stack gap={2}>
      <Group gap={4} wrap="nowrap">
        <Button
          variant={current ? 'light' : 'subtle'}
          color={current ? 'iris' : 'gray'}
          justify="flex-start"
          flex={1}
          miw={0}
          dir="auto"
          aria-pressed={current}
          rightSection={current ? <IconCheck size={14} aria-hidden /> : undefined}
          onClick={onShow}
        >
          {view.name}
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Rename ${view.name}`}
          onClick={() => setNaming(true)}
        >
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove ${view.name}`}
          disabled={remove.isPending}
          onClick={() => remove.mutate({ view: view.id })}
        >
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Group>
      {remove.isError && <FailureCard error={remove.error} />}
    </Stack>
  )
}

function NewView({ dataset, search }: { dataset: DatasetId; search: ReviewSearch }) {
  const create = useMutation(api.views.create.mutationOptions({ onSuccess: changed }))
  return (
    <NameForm
      label="Save what is shown as"
      name=""
      verb="Save"
      error={create.error}
      onName={(name) => create.mutate({ dataset, name, ...viewOf(search) })}
    />
  )
}

interface NameFormProps {
  label: string
  name: string
  verb: string
  error: Error | null
  onName: (name: string) => void
}

function NameForm({ label, name, verb, error, onName }: NameFormProps) {
  const [typed, setTyped] = useState(name)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim() !== '') onName(typed.trim())
      }}
    >
      <Group gap={6} align="flex-end" wrap="nowrap">
        <TextInput
          data-autofocus
          label={label}
          value={typed}
          maxLength={60}
          flex={1}
          miw={0}
          error={error === null ? null : describeFailure(error).message}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={typed.trim() === ''}
          rightSection={<Keys keys="enter" />}
        >
          {verb}
        </Button>
      </Group>
    </form>
  )
}
