import { NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import { NumberField } from '../../components/number-field.tsx'
import { type PlanEdits, parseSeeds } from './plan-edits.ts'

interface PlanFieldsProps {
  plan: StudyPlan
  edits: PlanEdits
  onChange: (change: Partial<PlanEdits>) => void
}

/** Question, seeds, budget and metric of the plan. */
export function PlanFields({ plan, edits, onChange }: PlanFieldsProps) {
  /** What is typed, while it is no list of seeds yet. */
  const [seedsText, setSeedsText] = useState<string | null>(null)
  const isBad = seedsText !== null && (parseSeeds(seedsText)?.length ?? 0) === 0
  return (
    <Stack gap="sm">
      <TextInput
        label="Question"
        value={plan.question}
        error={plan.question.trim() === '' ? 'Say what the study asks' : undefined}
        onChange={(event) => onChange({ question: event.currentTarget.value })}
      />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput
          label="Seeds"
          description="Tested once with each"
          value={seedsText ?? plan.seeds.join(', ')}
          error={isBad ? 'Whole numbers with commas between' : undefined}
          onChange={(event) => {
            const text = event.currentTarget.value
            setSeedsText(text)
            onChange({ seeds: parseSeeds(text) ?? [] })
          }}
          onBlur={() => {
            if (!isBad) setSeedsText(null)
          }}
        />
        <NativeSelect
          label="Metric"
          description="Chosen and concluded by"
          data={METRIC_KEYS.map((key) => ({ value: key, label: metricLabel(key) }))}
          value={plan.metric}
          onChange={(event) => onChange({ metric: event.currentTarget.value })}
        />
        <NumberField
          label="Trials of each arm"
          title="Points of its grid that an arm may try on validation, on each data set"
          min={1}
          step={1}
          value={plan.tuning.trialsPerArm}
          problem={Number.isInteger(plan.tuning.trialsPerArm) ? undefined : 'A whole number'}
          onChange={(trialsPerArm) => onChange({ trialsPerArm })}
        />
        <NumberField
          label="Epochs at most"
          title="Of every training; empty where each arm has its own"
          min={1}
          step={10}
          value={edits.epochs ?? Number.NaN}
          problem={undefined}
          onChange={(epochs) => onChange({ epochs: Number.isInteger(epochs) && epochs > 0 ? epochs : null })}
        />
      </SimpleGrid>
    </Stack>
  )
}
