import { Alert, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPlay,
  IconPlayerStop,
  IconStepInto,
} from '@tabler/icons-react'
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { Settings } from '#shared/contract/system.ts'
import type { Template, TemplateKind } from '#shared/contract/templates.ts'
import type { Draft } from '#shared/contract/tryouts.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { strategies } from '#shared/generators/strategies/registry.ts'
import { api } from '../../app/client.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useActions } from '../../components/actions.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { formatCount } from '../../components/format.ts'
import { chosenStrategy, type JobForm, jobProblem, newJobForm, ownSettings, withOwn } from '../job-form.ts'
import { ItemPicker, useChosenItem } from './item-picker.tsx'
import { TryoutNegative } from './tryout-negative.tsx'
import { TryoutSetup } from './tryout-setup.tsx'
import { standing, type TryoutWish } from './tryout-state.ts'
import { PromptText, TryoutSteps } from './tryout-steps.tsx'
import { useTryout } from './use-tryout.ts'

interface TryoutPanelProps {
  template: Template
  draft: Draft
  dataset: DatasetId
  settings: Settings
  status: OllamaStatus | undefined
  labels: Readonly<Record<TemplateKind, string>>
}

/** The template on an item, as it stands in the editor: its prompt, and on request answers, rules and the negative. */
export function TryoutPanel({ template, draft, dataset, settings, status, labels }: TryoutPanelProps) {
  const { kind } = template
  const { item: address } = useSearch({ from: '/generate' })
  const navigate = useNavigate({ from: '/generate' })
  const [form, setForm] = useState(() => formFor(kind, settings))
  const openai = useQuery(api.openai.status.queryOptions())
  const { items, item, setSearch, step, error } = useChosenItem(dataset, address)
  const choose = (id: ItemId) =>
    void navigate({ search: (before) => ({ ...before, item: id }), replace: true })
  const order = chosenStrategy(form)?.steps ?? []
  const wish = item === undefined ? null : wishOf(form, template, draft, item.id)
  const tryout = useTryout(wish, order, kind)
  const { tried, asking, current } = tryout
  const stand = wish === null ? [] : standing(tried, wish, order)
  const problem = order.includes(kind)
    ? jobProblem(form, status, openai.data)
    : 'This strategy does not ask this prompt. Choose another one in the settings below.'
  const ready = problem === null && wish !== null && !asking
  const neighbour = (by: 1 | -1) => {
    const next = step(by)
    return next === undefined || next.id === item?.id ? null : next
  }
  const move = (by: 1 | -1) => {
    const next = neighbour(by)
    if (next !== null) choose(next.id)
  }
  const action = useActions('Try the template', [
    {
      id: 'ask',
      keys: 'mod+enter',
      label: current && tried.outcome?.state !== 'answered' ? 'Ask again' : 'Ask',
      icon: IconPlayerPlay,
      enabled: ready,
      whileTyping: true,
      run: () => tryout.ask('all'),
    },
    {
      id: 'ask-step',
      keys: 'mod+shift+enter',
      label: 'One step',
      icon: IconStepInto,
      enabled: ready,
      whileTyping: true,
      run: () => tryout.ask('step'),
    },
    {
      id: 'cancel',
      keys: 'escape',
      label: 'Cancel',
      icon: IconPlayerStop,
      enabled: asking,
      whileTyping: true,
      run: tryout.cancel,
    },
    {
      id: 'previous',
      keys: 'mod+[',
      label: 'Previous item',
      icon: IconChevronLeft,
      enabled: neighbour(-1) !== null,
      whileTyping: true,
      run: () => move(-1),
    },
    {
      id: 'next',
      keys: 'mod+]',
      label: 'Next item',
      icon: IconChevronRight,
      enabled: neighbour(1) !== null,
      whileTyping: true,
      run: () => move(1),
    },
  ])
  return (
    <Stack gap="sm" component="section" aria-label="Try the template">
      <Title order={3} size="h6">
        Try it on an item
      </Title>
      <Group gap="xs" align="flex-end">
        <ItemPicker items={items} item={item} onSearch={setSearch} onChoose={choose} />
        <ActionButton compact action={action('previous')} />
        <ActionButton compact action={action('next')} />
      </Group>
      {error !== null && <FailureCard error={error} />}
      <TryoutSetup form={form} onChange={setForm} kind={kind} status={status} openai={openai.data} />
      <Group gap="xs">
        {asking ? (
          <>
            <ActionButton action={action('cancel')} />
            <Loader size="xs" aria-hidden />
          </>
        ) : (
          <>
            <ActionButton variant="filled" action={action('ask')} />
            <ActionButton action={action('ask-step')} />
          </>
        )}
        <Text size="xs" c="dimmed" role="status">
          {asking ? 'The model is asked.' : problem}
        </Text>
      </Group>
      {wish !== null && <NextPrompt wish={wish} kind={kind} draft={draft} stand={stand} />}
      {tryout.error !== null && <FailureCard error={tryout.error} />}
      <TryoutSteps steps={tried.steps} standing={stand} labels={labels} />
      {tried.outcome?.state === 'failed' && (
        <Alert color="orange" title={current ? 'It failed' : 'It failed, with an earlier text or setting'}>
          {[tried.outcome.message, tried.outcome.retry].filter((part) => part !== null).join(' ')}
        </Alert>
      )}
      {tried.outcome?.state === 'made' && <TryoutNegative made={tried.outcome.made} current={current} />}
    </Stack>
  )
}

/** The workspace's settings, with a strategy that asks the prompt. */
function formFor(kind: TemplateKind, settings: Settings): JobForm {
  const form = newJobForm(settings, undefined)
  if (chosenStrategy(form)?.steps.includes(kind)) return form
  const strategy = strategies.find(({ steps }) => steps.includes(kind))
  return strategy === undefined ? form : withOwn(form, { strategy: strategy.name })
}

function wishOf(form: JobForm, template: Template, draft: Draft, item: ItemId): TryoutWish {
  const { kind, id, versions } = template
  const newest = versions.at(-1)
  const changed = draft.system !== newest?.system || draft.prompt !== newest.prompt
  const seed = JobSettings.shape.seed.safeParse(form.common.seed)
  return {
    item,
    generator: form.generator,
    settings: { ...ownSettings(form), [kind]: id },
    seed: seed.data ?? 1,
    advice: form.advice,
    drafts: changed ? { [kind]: draft } : {},
  }
}

interface NextPromptProps {
  wish: TryoutWish
  kind: TemplateKind
  draft: Draft
  stand: ReturnType<typeof standing>
}

/** The prompt of the template; with stand-ins for what earlier steps will answer, until they have. */
function NextPrompt({ wish, kind, draft, stand }: NextPromptProps) {
  const answered = stand.flatMap(({ answer }) => (answer === null ? [] : [answer]))
  const [asked] = useDebouncedValue({ ...wish, answered }, 200)
  const [text] = useDebouncedValue(draft, 200)
  const next = useQuery({
    ...api.tryouts.prompt.queryOptions({ input: asked }),
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
  const real = next.data?.step === kind ? next.data : null
  const said = stand.some(({ step }) => step === kind)
  const preview = useQuery({
    ...api.templates.preview.queryOptions({
      input: real !== null || said ? skipToken : { kind, ...text, item: wish.item },
    }),
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
  const error = next.error ?? preview.error
  if (error !== null) return <FailureCard error={error} />
  const shown = real ?? (said ? undefined : preview.data)
  if (shown === undefined) return null
  return (
    <details open>
      <Text component="summary" size="xs" c="dimmed" style={{ cursor: 'pointer' }}>
        Prompt: about {formatCount(shown.estimatedTokens)} tokens
        {real?.picture === true ? ', with the picture' : ''}
        {real === null ? '; what earlier steps will say stands in parentheses' : ''}
      </Text>
      <PromptText system={shown.system} prompt={shown.prompt} />
    </details>
  )
}
