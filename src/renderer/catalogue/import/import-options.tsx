import { Group, NumberInput, Select, TextInput } from '@mantine/core'
import { SplitStrategy } from '#shared/contract/catalogue.ts'
import type { ImportFormat, ImportFormatDescription } from '#shared/contract/imports.ts'
import type { ImportForm } from './import-form.ts'

interface ImportOptionsProps {
  form: ImportForm
  /** What the files look like. */
  guessedFormat: ImportFormat
  formats: readonly ImportFormatDescription[]
  onChange: (part: Partial<ImportForm>) => void
}

const SPLITS: Record<ImportForm['split'], string> = {
  automatic: 'From the file, or by shares',
  ratio: 'By shares of each user’s time',
  'leave-one-out': 'Leave one out',
  column: 'From the split column',
}
const RATIO_LABELS = ['Train %', 'Validation %', 'Test %'] as const

/** Name, layout, filters and split of the data set to be. */
export function ImportOptions({ form, guessedFormat, formats, onChange }: ImportOptionsProps) {
  const whole = (value: number | string, least: number) =>
    typeof value === 'number' ? Math.max(least, Math.round(value)) : least
  const guessed = formats.find(({ name }) => name === guessedFormat)
  return (
    <Group gap="md" align="flex-end">
      <TextInput
        label="Name"
        withAsterisk
        w="14rem"
        maxLength={120}
        value={form.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Select
        label="Format"
        w="12rem"
        allowDeselect={false}
        data={[
          { value: 'automatic', label: `As it looks (${guessed?.label ?? guessedFormat})` },
          ...formats.map(({ name, label }) => ({ value: name, label })),
        ]}
        value={form.format ?? 'automatic'}
        onChange={(value) => onChange({ format: value === 'automatic' ? null : value })}
      />
      <NumberInput
        label="Minimum rating"
        description="Lower ones are no interactions"
        placeholder="keep all"
        w="12rem"
        value={form.minimumRating ?? ''}
        onChange={(value) => onChange({ minimumRating: typeof value === 'number' ? value : null })}
      />
      <NumberInput
        label="k-core"
        description="Fewest per user and item"
        w="11rem"
        min={1}
        max={1000}
        value={form.kCore}
        onChange={(value) => onChange({ kCore: whole(value, 1) })}
      />
      <Select
        label="Split"
        w="15rem"
        allowDeselect={false}
        data={(['automatic', ...SplitStrategy.options] as const).map((split) => ({
          value: split,
          label: SPLITS[split],
        }))}
        value={form.split}
        onChange={(value) => {
          const strategy = SplitStrategy.safeParse(value)
          onChange({ split: strategy.success ? strategy.data : 'automatic' })
        }}
      />
      {(form.split === 'automatic' || form.split === 'ratio') &&
        RATIO_LABELS.map((label, index) => (
          <NumberInput
            key={label}
            label={label}
            w="6.5rem"
            min={0}
            max={100}
            value={form.ratios[index] ?? 0}
            onChange={(value) => {
              const share = typeof value === 'number' ? value : 0
              const [train, validation, test] = form.ratios
              onChange({
                ratios: [
                  index === 0 ? share : train,
                  index === 1 ? share : validation,
                  index === 2 ? share : test,
                ],
              })
            }}
          />
        ))}
      <NumberInput
        label="Seed"
        w="6.5rem"
        min={0}
        value={form.seed}
        onChange={(value) => onChange({ seed: whole(value, 0) })}
      />
    </Group>
  )
}
