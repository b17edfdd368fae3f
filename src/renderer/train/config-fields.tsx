import { Divider, NativeSelect, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { CommonSettings, type Threads, type TrainConfig } from '#shared/training/config.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'
import {
  OptimizerName,
  OptimizerSettings,
  optimizerDescriptor,
} from '#shared/training/optimizers/optimizer-settings.ts'
import { optimizers } from '#shared/training/optimizers/registry.ts'
import { samplers } from '#shared/training/samplers/registry.ts'
import {
  SamplerName,
  SamplerSettings,
  samplerDescriptor,
} from '#shared/training/samplers/sampler-settings.ts'
import { api } from '../app/client.ts'
import { SettingsFields } from '../components/settings-fields.tsx'
import { ThreadSelect } from '../components/thread-select.tsx'
import { BackendField } from './backend-field.tsx'
import { usesThreads } from './models.ts'
import type { FormProblems } from './settings-form.ts'

interface ConfigFieldsProps {
  config: TrainConfig
  problems: FormProblems
  onChange: (change: Partial<TrainConfig>) => void
}

/** These have fields of their own elsewhere in the form. */
const OWN_FIELDS = ['seed', 'epochs', 'backend', 'threads']
const COMMON = settingFields(CommonSettings).filter(({ name }) => !OWN_FIELDS.includes(name))

/** The settings that most runs leave as they are. */
export function ConfigFields({ config, problems, onChange }: ConfigFieldsProps) {
  const { model, sampler, optimizer } = config
  const descriptor = modelDescriptor(model.name)
  const drawn = sampler === null ? [] : settingFields(samplerDescriptor(sampler.name).settings)
  const stepped = optimizer === null ? [] : settingFields(optimizerDescriptor(optimizer.name).settings)
  return (
    <Stack gap="sm">
      <SettingsFields
        fields={COMMON}
        values={config}
        problems={problems}
        onChange={(name, value) => onChange({ [name]: value })}
      />
      <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
        {sampler !== null && (
          <NativeSelect
            label="Negative sampler"
            title={samplerDescriptor(sampler.name).summary}
            error={problems.sampler}
            data={samplers.map(({ name, label }) => ({ value: name, label }))}
            value={sampler.name}
            onChange={(event) => {
              const name = SamplerName.parse(event.currentTarget.value)
              onChange({ sampler: SamplerSettings.parse({ name }) })
            }}
          />
        )}
        {optimizer !== null && (
          <NativeSelect
            label="Optimiser"
            title={optimizerDescriptor(optimizer.name).summary}
            data={optimizers.map(({ name, label }) => ({ value: name, label }))}
            value={optimizer.name}
            onChange={(event) => {
              const name = OptimizerName.parse(event.currentTarget.value)
              onChange({ optimizer: OptimizerSettings.parse({ name }) })
            }}
          />
        )}
        <BackendField backend={config.backend} onChange={(backend) => onChange({ backend })} />
        {usesThreads(config.backend) && (
          <ThreadsField threads={config.threads} onChange={(threads) => onChange({ threads })} />
        )}
      </SimpleGrid>
      {sampler !== null && drawn.length > 0 && (
        <SettingsFields
          fields={drawn}
          values={sampler}
          problems={problems}
          onChange={(name, value) => onChange({ sampler: { ...sampler, [name]: value } })}
        />
      )}
      {optimizer !== null && stepped.length > 0 && (
        <SettingsFields
          fields={stepped}
          values={optimizer}
          problems={problems}
          onChange={(name, value) => onChange({ optimizer: { ...optimizer, [name]: value } })}
        />
      )}
      <Divider label={descriptor.label} labelPosition="left" />
      <SettingsFields
        fields={settingFields(descriptor.settings)}
        values={model}
        problems={problems}
        onChange={(name, value) => onChange({ model: { ...model, [name]: value } })}
      />
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
