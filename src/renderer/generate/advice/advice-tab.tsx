import { Button, Group, Skeleton, Stack, Table, Text, Textarea, Title } from '@mantine/core'
import { IconDeviceFloppy, IconPlus, IconRestore } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Advice, AdviceSource } from '#shared/contract/advice.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { api, queryClient } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { formatCount } from '../../components/format.ts'
import { notifyDone } from '../../components/notify.ts'

/** What curators reject of a data set: what is told to a model, to edit, and what it is drawn from. */
export function AdviceTab({ dataset }: { dataset: Dataset }) {
  // Decisions are made on another page: what they come to is counted whenever this one is opened.
  const query = useQuery({
    ...api.advice.get.queryOptions({ input: { dataset: dataset.id } }),
    refetchOnMount: 'always',
  })
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton m="md" h="16rem" />
  const { lines, edited } = query.data
  return <AdviceForm key={JSON.stringify([lines, edited])} dataset={dataset} advice={query.data} />
}

function AdviceForm({ dataset, advice }: { dataset: Dataset; advice: Advice }) {
  const [text, setText] = useState(advice.lines.join('\n'))
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const save = useMutation(
    api.advice.save.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: (saved) => {
        queryClient.setQueryData(api.advice.get.queryKey({ input: { dataset: dataset.id } }), saved)
        notifyDone('Saved. Jobs that start from now on use it where it is switched on.')
      },
    }),
  )
  const changed = lines.join('\n') !== advice.lines.join('\n')
  return (
    <Stack p="md" maw="64rem" gap="md">
      <div>
        <Title order={2} size="h6">
          Advice from rejections
        </Title>
        <Text size="sm" c="dimmed">
          Prompts tell it to the model where a job has it switched on. It is drawn from reasons and notes of
          rejections, from what edits put back, and from attributes that count as a nuisance.
        </Text>
      </div>
      <Textarea
        label="What the model is told"
        description={
          advice.edited
            ? 'A line each, as a person put it'
            : 'A line each; drawn from decisions until you edit it'
        }
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {save.error !== null && <FailureCard error={save.error} />}
      <Group gap="xs">
        <Button
          leftSection={<IconDeviceFloppy size={15} />}
          disabled={!changed}
          loading={save.isPending}
          onClick={() => save.mutate({ dataset: dataset.id, lines })}
        >
          Save
        </Button>
        <Button
          variant="default"
          leftSection={<IconRestore size={15} />}
          disabled={!advice.edited}
          onClick={() => save.mutate({ dataset: dataset.id, lines: null })}
        >
          As drawn from decisions again
        </Button>
      </Group>
      <section aria-label="Drawn from decisions">
        <Title order={3} size="h6" mb="xs">
          Drawn from decisions
        </Title>
        {advice.suggestions.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing yet. Something counts once it happened twice: reject with a reason or a note, or edit.
          </Text>
        ) : (
          <Table aria-label="Lines drawn from decisions">
            <Table.Tbody>
              {advice.suggestions.map(({ line, source, seen }) => (
                <Table.Tr key={line}>
                  <Table.Td dir="auto">{line}</Table.Td>
                  <Table.Td c="dimmed">
                    {seen === null
                      ? SOURCES[source]
                      : `${formatCount(seen.count)} of ${formatCount(seen.of)} ${SOURCES[source]}`}
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button
                      variant="default"
                      size="compact-xs"
                      leftSection={<IconPlus size={13} />}
                      disabled={lines.includes(line)}
                      aria-label={`Add: ${line}`}
                      onClick={() => setText([...lines, line].join('\n'))}
                    >
                      Add
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </section>
    </Stack>
  )
}

/** What the figures count. */
const SOURCES: Readonly<Record<AdviceSource, string>> = {
  reason: 'rejections have this reason',
  note: 'rejections have this note',
  'put-back': 'edits of negatives that change it put it back',
  'rejected-alone': 'decided negatives that change it alone were rejected',
  nuisance: 'marked as a nuisance',
}
