import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { worlds } from '#shared/worlds/registry.ts'
import { DEFAULT_SEED, WorldSeed } from '#shared/worlds/seed.ts'
import { WorldName, WorldSettings, worldDescriptor } from '#shared/worlds/world-instance.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import { NumberField } from '../components/number-field.tsx'
import { SettingsFields } from '../components/settings-fields.tsx'

interface SampleWorldDialogProps {
  /** Which world is chosen at first; the dialog is closed without one. */
  world: WorldName | null
  onClose: () => void
}

/** Asks for a sample world, its seed and its settings, and makes the data set. */
export function SampleWorldDialog({ world, onClose }: SampleWorldDialogProps) {
  return (
    <Modal opened={world !== null} onClose={onClose} title="Make a sample world">
      {world !== null && <SampleWorldForm initial={world} onDone={onClose} />}
    </Modal>
  )
}

function SampleWorldForm({ initial, onDone }: { initial: WorldName; onDone: () => void }) {
  const { choose } = useChosenDataset()
  const [name, setName] = useState<WorldName>(initial)
  const [seed, setSeed] = useState(DEFAULT_SEED)
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({})
  const sample = useMutation(
    api.catalogue.createSample.mutationOptions({
      onSuccess: (dataset) => {
        choose(dataset.id)
        onDone()
      },
    }),
  )
  const { settings, summary } = worldDescriptor(name)
  const world = { ...values, name }
  const problems = problemsIn(settings, world)
  const seedProblem = WorldSeed.safeParse(seed).success
    ? undefined
    : 'The seed must be a whole number from 0 to 4294967295.'
  const usable = seedProblem === undefined && Object.keys(problems).length === 0
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (usable) sample.mutate({ world: WorldSettings.parse(world), seed })
      }}
    >
      <Stack gap="sm">
        <NativeSelect
          label="World"
          data-autofocus
          data={worlds.map(({ name, label }) => ({ value: name, label }))}
          value={name}
          onChange={(event) => {
            setName(WorldName.parse(event.currentTarget.value))
            setValues({})
          }}
        />
        <Text size="sm" c="dimmed">
          {summary}
        </Text>
        <NumberField label="Seed" value={seed} min={0} problem={seedProblem} onChange={setSeed} />
        <SettingsFields
          fields={settingFields(settings)}
          values={values}
          problems={problems}
          onChange={(key, value) => setValues({ ...values, [key]: value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={sample.isPending} disabled={!usable}>
            Make the data set
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
