import {
  Divider,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { SamplerName, type Threads, type TrainConfig } from '#shared/training/config.ts'
import { api } from '../app/client.ts'
import { ThreadSelect } from '../components/thread-select.tsx'
import { BackendField } from './backend-field.tsx'
import { usesEmbeddings, usesLayers, usesNegatives, usesThreads } from './models.ts'
import type { FormProblems } from './settings-form.ts'

type NumberSetting = {
  [Key in keyof TrainConfig]: TrainConfig[Key] extends number ? Key : never
}[keyof TrainConfig]
type SwitchSetting = 'causal' | 'alignment' | 'sampledNegative'

interface ConfigFieldsProps {
  config: TrainConfig
  problems: FormProblems
  onChange: (change: Partial<TrainConfig>) => void
}

const OPTIMISATION: readonly [NumberSetting, string, number][] = [
  ['batchSize', 'Batch size', 256],
  ['learningRate', 'Learning rate', 0.0005],
  ['dimensions', 'Embedding dimensions', 8],
  ['regularization', 'L2 regularisation', 0.0001],
  ['patience', 'Patience, validations', 1],
  ['evaluateEvery', 'Epochs between validations', 1],
]
/** As the literature on negative sampling names them. */
const SAMPLERS: readonly [SamplerName, string][] = [
  ['uniform', 'Uniform (RNS)'],
  ['popularity', 'Popularity^0.75 (PNS)'],
]
const NEGGEN: readonly [NumberSetting, string, number][] = [
  ['lambda', 'λ, weight of the causal term', 0.1],
  ['alpha', 'α, weight of the alignment loss', 0.01],
  ['tau', 'τ, temperature of the alignment loss', 0.05],
  ['heads', 'Attention heads', 1],
]
const ABLATIONS: readonly [SwitchSetting, string, string][] = [
  ['causal', 'Causal module', 'What the changed attributes cause, added to the score'],
  ['alignment', 'Alignment loss', 'Pulls the causal effect towards the item, away from its negative'],
  ['sampledNegative', 'Sampled negatives as well', 'The ordinary BPR term, which ranks the catalogue'],
]

/** The settings that most runs leave as they are. */
export function ConfigFields({ config, problems, onChange }: ConfigFieldsProps) {
  const number = ([key, label, step]: readonly [NumberSetting, string, number]) => (
    <ConfigNumber
      key={key}
      label={label}
      step={step}
      value={config[key]}
      problem={problems[key]}
      onChange={(value) => onChange({ [key]: value })}
    />
  )
  return (
    <Stack gap="sm">
      {usesEmbeddings(config.model) && (
        <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
          {OPTIMISATION.map(number)}
          {usesLayers(config.model) && number(['layers', 'Propagation layers', 1])}
          <NativeSelect
            label="Negative sampler"
            data={SAMPLERS.map(([value, label]) => ({ value, label }))}
            value={config.sampler}
            onChange={(event) => onChange({ sampler: SamplerName.parse(event.currentTarget.value) })}
          />
          <BackendField backend={config.backend} onChange={(backend) => onChange({ backend })} />
          {usesThreads(config.backend) && (
            <ThreadsField threads={config.threads} onChange={(threads) => onChange({ threads })} />
          )}
        </SimpleGrid>
      )}
      {usesNegatives(config.model) && (
        <>
          <Divider label="NegGen" labelPosition="left" />
          <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
            {NEGGEN.map(number)}
          </SimpleGrid>
          <Divider label="Ablations" labelPosition="left" />
          {ABLATIONS.map(([key, label, description]) => (
            <Switch
              key={key}
              size="xs"
              label={label}
              description={description}
              checked={config[key]}
              onChange={(event) => onChange({ [key]: event.currentTarget.checked })}
            />
          ))}
          <div>
            <Text size="xs" fw={500} mb={4} id="modalities">
              Modalities
            </Text>
            <SegmentedControl
              aria-labelledby="modalities"
              fullWidth
              data={[
                { value: 'both', label: 'Text and picture' },
                { value: 'text', label: 'Text only' },
                { value: 'image', label: 'Picture only' },
              ]}
              value={config.modalities}
              onChange={(value) => onChange({ modalities: value as TrainConfig['modalities'] })}
            />
          </div>
        </>
      )}
    </Stack>
  )
}

interface ThreadsFieldProps {
  threads: Threads
  onChange: (threads: Threads) => void
}

function ThreadsField({ threads, onChange }: ThreadsFieldProps) {
  const report = useQuery(api.system.backends.queryOptions({ input: { refresh: false } }))
  return (
    <ThreadSelect
      label="Threads"
      cores={report.data?.cores ?? navigator.hardwareConcurrency}
      threads={threads}
      onChange={onChange}
    />
  )
}

interface ConfigNumberProps {
  label: string
  value: number
  step: number
  problem: string | undefined
  onChange: (value: number) => void
}

export function ConfigNumber({ label, value, step, problem, onChange }: ConfigNumberProps) {
  return (
    <NumberInput
      label={label}
      value={Number.isNaN(value) ? '' : value}
      step={step}
      min={0}
      decimalScale={8}
      error={problem}
      // An empty field is no number, which the form then says.
      onChange={(typed) => onChange(typed === '' ? Number.NaN : Number(typed))}
    />
  )
}
