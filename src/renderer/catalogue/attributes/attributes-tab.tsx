import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { AttributeSuggestion, CuratedAttribute } from '#shared/contract/attributes.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import { useAnnotator } from '../../app/annotator.ts'
import { api, queryClient } from '../../app/client.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { AnnotatorDialog } from '../../components/annotator-dialog.tsx'
import { FailureCard } from '../../components/failure-card.tsx'
import { notifyDone } from '../../components/notify.ts'
import { AttributeTable } from './attribute-table.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { SuggestionTable } from './suggestion-table.tsx'
import { useAttributeActions } from './use-attribute-actions.ts'
import { useModelQuestion } from './use-model-question.ts'

/** The attributes that proposals changed: merge their names and values, and say which of them drive choices. */
export function AttributesTab({ dataset }: { dataset: Dataset }) {
  const query = useQuery(api.attributes.list.queryOptions({ input: { dataset: dataset.id } }))
  if (query.isError) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton m="md" h={300} />
  if (query.data.attributes.length === 0) {
    return (
      <Text p="md" size="sm" c="dimmed">
        Nothing was proposed for this data set yet. Once it is, the attributes that proposals change are
        listed here.
      </Text>
    )
  }
  return <AttributeDesk dataset={dataset} {...query.data} />
}

interface AttributeDeskProps {
  dataset: Dataset
  attributes: readonly CuratedAttribute[]
  suggestions: readonly AttributeSuggestion[]
}

function AttributeDesk({ dataset, attributes, suggestions }: AttributeDeskProps) {
  const [annotator, setAnnotator] = useAnnotator()
  /** What waits for the annotator's name. */
  const [unnamed, setUnnamed] = useState<((annotator: Annotator) => void) | null>(null)
  const [row, setRow] = useState(0)
  const [merging, setMerging] = useState<CuratedAttribute | null>(null)
  const changed = () => queryClient.invalidateQueries({ queryKey: api.attributes.key() })
  const decide = useMutation(api.attributes.decide.mutationOptions({ onSuccess: changed }))
  const undo = useMutation(
    api.attributes.undo.mutationOptions({
      onSuccess: ({ undone }) => {
        notifyDone(undone === null ? 'Nothing to undo.' : `Undid ${undone.description}.`)
        return changed()
      },
    }),
  )
  const model = useModelQuestion(dataset.id)
  // Suggestions stand above the attributes, and the keys go through both.
  const at = Math.min(row, suggestions.length + attributes.length - 1)
  const suggestion = suggestions[at]
  const attribute = attributes[at - suggestions.length]

  const named = (work: (annotator: Annotator) => void) => {
    if (annotator === null) setUnnamed(() => work)
    else work(annotator)
  }
  const say = (verdicts: readonly AttributeVerdict[]) =>
    named((by) => decide.mutate({ dataset: dataset.id, annotator: by, verdicts: [...verdicts] }))

  const action = useAttributeActions(
    {
      move: (by) => setRow(Math.max(0, Math.min(at + by, suggestions.length + attributes.length - 1))),
      accept: () => suggestion !== undefined && say(suggestion.verdicts),
      keepApart: () => suggestion !== undefined && say(suggestion.verdicts.map(apart)),
      acceptAll: () => say(suggestions.flatMap(({ verdicts }) => verdicts)),
      mark: (role) => attribute !== undefined && say([{ kind: 'role', name: attribute.name, role }]),
      merge: () => setMerging(attribute ?? null),
      askModel: model.ask,
      stopAsking: model.stop,
      undo: () => named((by) => undo.mutate({ dataset: dataset.id, annotator: by })),
    },
    {
      onSuggestion: suggestion !== undefined,
      onAttribute: attribute !== undefined,
      suggestions: suggestions.length,
      asking: model.isAsking,
      busy: decide.isPending || undo.isPending || merging !== null,
    },
  )
  return (
    <Stack p="md" gap="md">
      <Text size="sm" c="dimmed">
        What is said here counts by name, for the whole catalogue. Snapshots freeze it, and runs learn by it.
      </Text>
      <Group gap="xs">
        {(
          [
            'accept',
            'keep-apart',
            'accept-all',
            'key',
            'nuisance',
            'undecided',
            'merge',
            'ask-model',
            'undo',
          ] as const
        ).map((id) => (
          <ActionButton key={id} size="xs" action={action(id)} />
        ))}
        {model.isAsking && (
          <Text size="sm" role="status">
            The model is thinking. What it suggests is listed as it comes.
          </Text>
        )}
      </Group>
      {model.error !== null && <FailureCard error={model.error} retry={model.ask} />}
      {suggestions.length > 0 && <SuggestionTable suggestions={suggestions} current={at} onChoose={setRow} />}
      <AttributeTable
        attributes={attributes}
        current={at - suggestions.length}
        onChoose={(index) => setRow(suggestions.length + index)}
      />
      <MergeDialog
        attribute={merging}
        names={attributes.map(({ name }) => name)}
        onMerge={(verdict) => {
          setMerging(null)
          say([verdict])
        }}
        onClose={() => setMerging(null)}
      />
      <AnnotatorDialog
        opened={unnamed !== null}
        onName={(name) => {
          setAnnotator(name)
          unnamed?.(name)
          setUnnamed(null)
        }}
        onClose={() => setUnnamed(null)}
      />
    </Stack>
  )
}

/** The name or value counts as itself: it is not suggested any more. */
function apart(verdict: AttributeVerdict): AttributeVerdict {
  switch (verdict.kind) {
    case 'role':
      return verdict
    case 'name':
      return { ...verdict, into: verdict.name }
    case 'value':
      return { ...verdict, into: verdict.value }
  }
}
