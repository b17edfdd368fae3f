import { Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { type DatasetId, SnapshotId } from '#shared/contract/ids.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { countOf } from '../../components/format.ts'

/** A data set of the new study, with the snapshots that a person chose; the newest of each kind without a choice. */
export interface ChosenReplication {
  readonly dataset: DatasetId
  readonly curated: SnapshotId | null
  readonly uncurated: SnapshotId | null
}

interface ReplicationsFieldProps {
  datasets: readonly Dataset[]
  snapshots: readonly Snapshot[]
  chosen: readonly ChosenReplication[]
  /** Whether arms learn from snapshots of the kind. */
  asks: { curated: boolean; uncurated: boolean }
  onChange: (chosen: ChosenReplication[]) => void
}

/** The data sets on which the comparison is made; several of them are replications of it. */
export function ReplicationsField({ datasets, snapshots, chosen, asks, onChange }: ReplicationsFieldProps) {
  const toggle = (dataset: DatasetId, checked: boolean) => {
    const others = chosen.filter((replication) => replication.dataset !== dataset)
    const next = checked ? [...others, { dataset, curated: null, uncurated: null }] : others
    // In the order of the list, so that ticking back and forth gives the same plan.
    onChange(next.toSorted((a, b) => place(datasets, a.dataset) - place(datasets, b.dataset)))
  }
  const change = (dataset: DatasetId, part: Partial<ChosenReplication>) =>
    onChange(
      chosen.map((replication) =>
        replication.dataset === dataset ? { ...replication, ...part } : replication,
      ),
    )
  return (
    <Stack component="fieldset" gap={8} m={0} p={0} style={{ border: 0 }}>
      <Text component="legend" size="xs" fw={500} mb={6}>
        Data sets
      </Text>
      {datasets.map(({ id, name, counts }) => {
        const replication = chosen.find(({ dataset }) => dataset === id)
        const of = (which: Snapshot['which']) =>
          snapshots.filter((snapshot) => snapshot.dataset === id && snapshot.which === which)
        return (
          <div key={id}>
            <Checkbox
              size="xs"
              label={name}
              description={`${countOf(counts.users, 'user')}, ${countOf(counts.items, 'item')}`}
              checked={replication !== undefined}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
            />
            {replication !== undefined && (asks.curated || asks.uncurated) && (
              <Group gap={6} mt={6} ml={26} grow>
                {asks.curated && (
                  <SnapshotSelect
                    label={`Curated snapshot of ${name}`}
                    newest="Newest curated"
                    snapshots={of('curated')}
                    value={replication.curated}
                    onChange={(curated) => change(id, { curated })}
                  />
                )}
                {asks.uncurated && (
                  <SnapshotSelect
                    label={`Uncurated snapshot of ${name}`}
                    newest="Newest uncurated"
                    snapshots={of('proposed')}
                    value={replication.uncurated}
                    onChange={(uncurated) => change(id, { uncurated })}
                  />
                )}
              </Group>
            )}
          </div>
        )
      })}
    </Stack>
  )
}

function place(datasets: readonly Dataset[], id: DatasetId): number {
  return datasets.findIndex((dataset) => dataset.id === id)
}

interface SnapshotSelectProps {
  label: string
  /** What no choice stands for. */
  newest: string
  snapshots: readonly Snapshot[]
  value: SnapshotId | null
  onChange: (snapshot: SnapshotId | null) => void
}

function SnapshotSelect({ label, newest, snapshots, value, onChange }: SnapshotSelectProps) {
  return (
    <NativeSelect
      aria-label={label}
      data={[
        { value: '', label: newest },
        ...snapshots.map(({ id, name, negatives }) => ({
          value: String(id),
          label: `${name} (${countOf(negatives, 'negative')})`,
        })),
      ]}
      value={value ?? ''}
      onChange={(event) => {
        const parsed = SnapshotId.safeParse(Number(event.currentTarget.value))
        onChange(parsed.success ? parsed.data : null)
      }}
    />
  )
}
