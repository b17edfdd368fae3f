import { Button, Checkbox, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { DecisionImport, ImportConflict } from '#shared/contract/decision-imports.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { STATE_OF_VERDICT } from '#shared/contract/review.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf, formatMoment } from '../../components/format.ts'
import { notifyDone } from '../../components/notify.ts'
import { PathField } from '../../components/path-field.tsx'

interface ImportDecisionsDialogProps {
  dataset: DatasetId
  opened: boolean
  onClose: () => void
}

/** Takes over decisions made elsewhere, after a look at what it would change. */
export function ImportDecisionsDialog({ dataset, opened, onClose }: ImportDecisionsDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import decisions" size="lg">
      {opened && <ImportForm dataset={dataset} onDone={onClose} />}
    </Modal>
  )
}

function ImportForm({ dataset, onDone }: { dataset: DatasetId; onDone: () => void }) {
  const [path, setPath] = useState('')
  const [theirs, setTheirs] = useState<readonly number[]>([])
  const preview = useMutation(api.decisions.preview.mutationOptions({ meta: { shownInPlace: true } }))
  const run = useMutation(
    api.decisions.import.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: ({ steps, conflicts }) => {
        const decided = steps.reduce((sum, step) => sum + step.decisions, 0)
        const left = conflicts.length === 0 ? '' : `; ${conflicts.length} stay as they were decided here`
        notifyDone(`Imported ${countOf(decided, 'decision')}${left}. Each annotator’s step can be undone.`)
        onDone()
      },
    }),
  )
  const input = { dataset, path: path.trim() }
  const plan = preview.data
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (plan === undefined) preview.mutate(input)
        else run.mutate({ ...input, theirs: [...theirs] })
      }}
    >
      <Stack gap="md">
        <PathField
          label="File"
          description="JSON lines: verdict, annotator, and the proposal or its item and job"
          value={path}
          onChange={(typed) => {
            setPath(typed)
            setTheirs([])
            preview.reset()
            run.reset()
          }}
          filters={[{ name: 'JSON lines', extensions: ['jsonl', 'ndjson'] }]}
          required
        />
        {preview.isError && <FailureCard error={preview.error} />}
        {plan !== undefined && <Plan plan={plan} theirs={theirs} onTheirs={setTheirs} />}
        {run.isError && <FailureCard error={run.error} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={preview.isPending || run.isPending}
            disabled={input.path === ''}
            leftSection={<IconFileImport size={15} />}
          >
            {plan === undefined ? 'Look at it' : 'Import'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PlanProps {
  plan: DecisionImport
  theirs: readonly number[]
  onTheirs: (lines: readonly number[]) => void
}

function Plan({ plan: { steps, unchanged, conflicts }, theirs, onTheirs }: PlanProps) {
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {steps.length === 0
          ? 'Nothing new to write'
          : steps
              .map(({ annotator, decisions }) => `${countOf(decisions, 'decision')} of ${annotator}`)
              .join(', ')}
        {unchanged === 0 ? '' : `; ${unchanged} decided so already`}
        {conflicts.length === 0 ? '.' : `; ${conflicts.length} decided otherwise since:`}
      </Text>
      {conflicts.length > 0 && (
        <Table aria-label="Conflicts">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Item</Table.Th>
              <Table.Th>Here</Table.Th>
              <Table.Th>In the file</Table.Th>
              <Table.Th>Take the file’s</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {conflicts.map((conflict) => (
              <Table.Tr key={conflict.line}>
                <Table.Td dir="auto">{conflict.title}</Table.Td>
                <Table.Td>{ours(conflict)}</Table.Td>
                <Table.Td>{said(conflict)}</Table.Td>
                <Table.Td>
                  <Checkbox
                    aria-label={`Take the file’s decision on ${conflict.title}, line ${conflict.line}`}
                    checked={theirs.includes(conflict.line)}
                    onChange={(event) =>
                      onTheirs(
                        event.currentTarget.checked
                          ? [...theirs, conflict.line]
                          : theirs.filter((line) => line !== conflict.line),
                      )
                    }
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  )
}

function ours({ ours: stands }: ImportConflict): string {
  if (stands === null) return 'taken back'
  return `${stands.state} by ${stands.annotator}, ${formatMoment(stands.at)}`
}

function said({ theirs: { annotator, verdict, at } }: ImportConflict): string {
  return `${STATE_OF_VERDICT[verdict]} by ${annotator}${at === null ? '' : `, ${formatMoment(at)}`}`
}
