import {
  Alert,
  Anchor,
  Button,
  Collapse,
  Drawer,
  Group,
  NativeSelect,
  Radio,
  ScrollArea,
  SimpleGrid,
  Stack,
  Text,
} from '@mantine/core'
import { IconChevronDown, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { type RunId, SnapshotId } from '#shared/contract/ids.ts'
import { trainability } from '#shared/runs/trainable.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { ModelName, type TrainConfig } from '#shared/training/config.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'
import { models } from '#shared/training/models/registry.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { Keys } from '../components/keys.tsx'
import { NumberField } from '../components/number-field.tsx'
import { ConfigFields } from './config-fields.tsx'
import classes from './run-form.module.css'
import { ordersOf, problemsOf, type RunForm, usesNegatives, withModel } from './settings-form.ts'
import { startRuns } from './start-runs.ts'

interface RunFormDrawerProps {
  dataset: Dataset
  initial: RunForm
  onClose: () => void
  onStarted: (runs: RunId[]) => void
}

/** Chooses what to train, and starts one run per seed. */
export function RunFormDrawer({ dataset, initial, onClose, onStarted }: RunFormDrawerProps) {
  const [form, setForm] = useState(initial)
  const [advanced, setAdvanced] = useState(false)
  const { config } = form
  const isTrained = modelDescriptor(config.model.name).needs.steps !== 'nothing'
  const problems = problemsOf(form)
  const { obstacle, shortcoming } = trainability(dataset)
  const ready = obstacle === null && Object.keys(problems).length === 0
  const change = (part: Partial<TrainConfig>) => setForm({ ...form, config: { ...config, ...part } })
  const start = useMutation({
    mutationFn: () => startRuns(dataset.id, ordersOf(form)),
    onSuccess: onStarted,
  })
  const submit = () => {
    if (ready && !start.isPending) start.mutate()
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={440}
      title="New run"
      closeButtonProps={{ 'aria-label': 'Close' }}
      scrollAreaComponent={ScrollArea.Autosize}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <Text size="sm">
            On <strong>{dataset.name}</strong>. The data set is chosen at the top left.
          </Text>
          {obstacle !== null && (
            <Alert color="red" title="No run can train on this data set">
              {obstacle}
            </Alert>
          )}
          {shortcoming !== null && (
            <Alert color="yellow" title="Nothing to test on">
              {shortcoming}
            </Alert>
          )}
          <Radio.Group
            label="Model"
            value={config.model.name}
            onChange={(name) => change(withModel(config, ModelName.parse(name)))}
          >
            <Stack gap={6} mt={4}>
              {models.map(({ name, label, summary, source }) => (
                <Radio.Card
                  key={name}
                  value={name}
                  title={source}
                  className={classes.model}
                  aria-label={label}
                >
                  <Radio.Indicator size="xs" mt={3} />
                  <div>
                    <Text size="sm" fw={500}>
                      {label}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {summary}
                    </Text>
                  </div>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
          {usesNegatives(config) && (
            <SnapshotField
              dataset={dataset}
              snapshot={form.snapshot}
              problem={problems.snapshot}
              onChange={(snapshot) => setForm({ ...form, snapshot })}
            />
          )}
          <SimpleGrid cols={3} spacing="xs">
            <NumberField
              min={0}
              label="First seed"
              step={1}
              value={config.seed}
              problem={problems.seed}
              onChange={(seed) => change({ seed })}
            />
            <NumberField
              min={0}
              label="Number of seeds"
              step={1}
              value={form.seeds}
              problem={problems.seeds}
              onChange={(seeds) => setForm({ ...form, seeds })}
            />
            {isTrained && (
              <NumberField
                min={0}
                label="Epochs at most"
                step={10}
                value={config.epochs}
                problem={problems.epochs}
                onChange={(epochs) => change({ epochs })}
              />
            )}
          </SimpleGrid>
          {isTrained && (
            <div>
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-expanded={advanced}
                onClick={() => setAdvanced(!advanced)}
                rightSection={
                  <IconChevronDown
                    size={14}
                    aria-hidden
                    style={{ transform: advanced ? 'rotate(180deg)' : undefined }}
                  />
                }
              >
                Advanced settings
              </Button>
              <Collapse expanded={advanced || hasAdvancedProblem(problems)}>
                <div className={classes.advanced}>
                  <ConfigFields config={config} problems={problems} onChange={change} />
                </div>
              </Collapse>
            </div>
          )}
          {start.isError && <FailureCard error={start.error} />}
          <Group justify="flex-end">
            <Button
              type="submit"
              size="sm"
              disabled={!ready}
              loading={start.isPending}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              rightSection={<Keys keys="mod+enter" />}
            >
              Start {countOf(Number.isInteger(form.seeds) ? form.seeds : 1, 'run')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  )
}

function hasAdvancedProblem(problems: Record<string, string | undefined>): boolean {
  return Object.keys(problems).some((field) => !['seed', 'seeds', 'epochs', 'snapshot'].includes(field))
}

interface SnapshotFieldProps {
  dataset: Dataset
  snapshot: SnapshotId | null
  problem: string | undefined
  onChange: (snapshot: SnapshotId | null) => void
}

function SnapshotField({ dataset, snapshot, problem, onChange }: SnapshotFieldProps) {
  const query = useQuery(api.snapshots.list.queryOptions({ input: { dataset: dataset.id } }))
  if (query.isError) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  if (query.data?.length === 0) {
    return (
      <Alert color="gray" title="No snapshot to learn from">
        <Text size="sm">
          This model learns from curated negatives. Accept or edit some, then save a snapshot on the{' '}
          <Anchor renderRoot={(props) => <Link to="/review" {...props} />}>review page</Anchor>.
        </Text>
      </Alert>
    )
  }
  return (
    <NativeSelect
      label="Snapshot of negatives"
      data={[
        { value: '', label: 'Choose a snapshot' },
        ...(query.data ?? []).map((snapshot) => ({
          value: String(snapshot.id),
          label: `${snapshotLabel(snapshot)} (${countOf(snapshot.negatives, 'negative')}, ${snapshot.hash.slice(0, 7)})`,
        })),
      ]}
      value={snapshot === null ? '' : String(snapshot)}
      error={problem}
      onChange={(event) => {
        const chosen = SnapshotId.safeParse(Number(event.currentTarget.value))
        onChange(chosen.success ? chosen.data : null)
      }}
    />
  )
}
