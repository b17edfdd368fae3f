import {
  Button,
  Fieldset,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { skipToken, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { Settings } from '#shared/contract/system.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { GeneratorKind, generatorNamed } from '#shared/generators/generator-options.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { generators } from '#shared/generators/registry.ts'
import { api, queryClient } from '../app/client.ts'
import { ActionButton } from '../components/action-button.tsx'
import { useActions } from '../components/actions.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatCount } from '../components/format.ts'
import { notifyDone } from '../components/notify.ts'
import { SettingsFields } from '../components/settings-fields.tsx'
import { AdviceSwitch } from './advice/advice-switch.tsx'
import { EstimateLine } from './estimate-line.tsx'
import classes from './generate.module.css'
import {
  chosenStrategy,
  type JobForm,
  jobProblem,
  newJobForm,
  ownFields,
  ownSettings,
  proposeRequest,
  type SettingValues,
  settingProblems,
  suggestedGenerator,
  WITHOUT_SERVER,
  withOwn,
} from './job-form.ts'
import { ModelPicker } from './model-picker.tsx'
import { OpenAiModelPicker } from './openai-model-picker.tsx'
import { TemplateChoices } from './template-choices.tsx'

const COMMON_FIELDS = settingFields(JobSettings)

interface NewJobProps {
  dataset: Dataset
  settings: Settings
  status: OllamaStatus | undefined
}

/** The form that starts a job: by what, for which items, how. */
export function NewJob({ dataset, settings, status }: NewJobProps) {
  const { item } = useSearch({ from: '/generate' })
  const navigate = useNavigate({ from: '/generate' })
  const [form, setForm] = useState(() => newJobForm(settings, status))
  const [chosen, setChosen] = useState(false)
  const change = (part: Partial<JobForm>) => {
    setForm((before) => ({ ...before, ...part }))
  }
  const changeOwn = (part: SettingValues) => setForm((before) => withOwn(before, part))
  const choose = (generator: GeneratorKind) => {
    setChosen(true)
    change({ generator })
  }
  // The server may go or come while the form is shown; what a person chose stays.
  const openai = useQuery(api.openai.status.queryOptions())
  const absent = status?.state === 'unreachable'
  const suggested = suggestedGenerator(status, openai.data)
  useEffect(() => {
    if (suggested !== null && !chosen) setForm((before) => ({ ...before, generator: suggested }))
  }, [suggested, chosen])
  const single = useQuery(
    api.catalogue.item.queryOptions({ input: item === undefined ? skipToken : { item } }),
  )
  const saveModel = useMutation(
    api.system.saveSettings.mutationOptions({
      onSuccess: (saved) => queryClient.setQueryData(api.system.settings.queryKey(), saved),
    }),
  )
  const propose = useMutation(
    api.jobs.propose.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: (job) => {
        void queryClient.invalidateQueries({ queryKey: api.jobs.list.key() })
        notifyDone(`Started: ${countOf(job.total, 'item')} of ${job.datasetName}.`)
        void navigate({ search: {} })
      },
    }),
  )
  const problem = jobProblem(form, status, openai.data)
  const { server } = generatorNamed(form.generator).needs
  const request = useMemo(
    () => (problem === null ? proposeRequest(form, dataset.id, item === undefined ? null : [item]) : null),
    [problem, form, dataset.id, item],
  )
  const action = useActions('New job', [
    {
      id: 'start',
      keys: 'mod+enter',
      label: 'Start generating',
      icon: IconPlayerPlay,
      enabled: request !== null && !propose.isPending,
      whileTyping: true,
      run: () => request !== null && propose.mutate(request),
    },
  ])
  const fields = ownFields(form)
  const values = ownSettings(form)
  const problems = settingProblems(form)
  const strategy = chosenStrategy(form)
  return (
    <Paper component="section" withBorder p="md" aria-label="New job">
      <Stack gap="md">
        <Title order={2} size="h6">
          New job
        </Title>
        <SegmentedControl
          aria-label="Generator"
          // Side by side the names of more than two do not fit.
          orientation="vertical"
          fullWidth
          value={form.generator}
          onChange={(value) => choose(GeneratorKind.parse(value))}
          data={generators.map(({ name, label }) => ({ value: name, label }))}
        />
        {server === 'openai' &&
          fields.model.map(({ name }) => (
            <OpenAiModelPicker
              key={name}
              status={openai.data}
              model={typeof values[name] === 'string' ? values[name] : null}
              onChange={(model) => {
                changeOwn({ [name]: model })
                saveModel.mutate({ openaiModel: model })
              }}
              onLookAgain={() => void openai.refetch()}
            />
          ))}
        {server === 'ollama' &&
          fields.model.map(({ name }) => (
            <ModelPicker
              key={name}
              status={status}
              model={typeof values[name] === 'string' ? values[name] : null}
              onChange={(model) => {
                changeOwn({ [name]: model })
                saveModel.mutate({ model })
              }}
              onWithoutModel={() => choose(WITHOUT_SERVER)}
            />
          ))}
        {server === null && (
          <Text size="sm" c="dimmed">
            {generatorNamed(form.generator).summary}
            {absent && !chosen && ' Ollama does not answer; once it does, this form returns to it.'}
          </Text>
        )}
        <Fieldset legend="Items" p="sm">
          {item === undefined ? (
            <Group align="flex-end">
              <NumberInput
                label="Number of items"
                description={`Of ${formatCount(dataset.counts.items)}; those without such a proposal yet`}
                min={1}
                max={dataset.counts.items}
                disabled={form.limit === null}
                value={form.limit ?? dataset.counts.items}
                onChange={(value) => change({ limit: typeof value === 'number' && value >= 1 ? value : 1 })}
                style={{ flex: 1 }}
              />
              <Switch
                label="All"
                mb={6}
                checked={form.limit === null}
                onChange={(event) => change({ limit: event.currentTarget.checked ? null : 50 })}
              />
            </Group>
          ) : (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" truncate>
                Only {single.data?.title ?? `item ${item}`}
              </Text>
              <Button variant="subtle" size="compact-xs" onClick={() => void navigate({ search: {} })}>
                Many items instead
              </Button>
            </Group>
          )}
        </Fieldset>
        <SettingsFields
          fields={COMMON_FIELDS}
          values={form.common}
          problems={problems}
          onChange={(name, value) => change({ common: { ...form.common, [name]: value } })}
        />
        {fields.plain.length > 0 && (
          <SettingsFields
            fields={fields.plain}
            values={values}
            problems={problems}
            onChange={(name, value) => changeOwn({ [name]: value })}
          />
        )}
        {generatorNamed(form.generator).needs.server && <AdviceSwitch form={form} onChange={setForm} />}
        {strategy !== null && (
          <Text size="xs" c="dimmed">
            {strategy.label}: {strategy.summary}
          </Text>
        )}
        {fields.template.length > 0 && !(absent && server === 'ollama') && (
          <TemplateChoices fields={fields.template} values={values} onChange={changeOwn} />
        )}
        {propose.error !== null && <FailureCard error={propose.error} />}
        <div className={classes.start}>
          <ActionButton
            action={action('start')}
            variant="filled"
            fullWidth
            size="sm"
            loading={propose.isPending}
          />
          <Text size="xs" c="dimmed" mt={6} role="status">
            {problem}
          </Text>
          {request !== null && server !== null && <EstimateLine request={request} />}
        </div>
      </Stack>
    </Paper>
  )
}
