import { Alert, Button, List, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconArrowLeft, IconLock, IconPlayerPlay } from '@tabler/icons-react'
import { keepPreviousData, skipToken, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { StudyTemplateName } from '#shared/contract/studies.ts'
import type { StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { studyTemplates } from '#shared/studies/templates/registry.ts'
import { useChosenDataset } from '../../app/chosen-dataset.ts'
import { api } from '../../app/client.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useActions } from '../../components/actions.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { Page } from '../../components/page.tsx'
import { PagePending } from '../../components/page-pending.tsx'
import { GridDialog } from './grid-dialog.tsx'
import classes from './new-study-page.module.css'
import { PlanArms } from './plan-arms.tsx'
import { editsProblem, NO_EDITS, type PlanEdits, withEdits } from './plan-edits.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanSize } from './plan-size.tsx'
import { type ChosenReplication, ReplicationsField } from './replications-field.tsx'

/** Plans a study from a template: everything that decides its result is on the page before it is written down. */
export function NewStudyPage({ template }: { template: StudyTemplateName }) {
  const navigate = useNavigate({ from: '/studies' })
  const { datasets, dataset, loading } = useChosenDataset()
  const [picked, setPicked] = useState<readonly ChosenReplication[] | null>(null)
  const [edits, setEdits] = useState(NO_EDITS)
  const [typedName, setTypedName] = useState<string | null>(null)
  const [gridOf, setGridOf] = useState<StudyArm | null>(null)
  const snapshots = useQuery(api.snapshots.list.queryOptions({ input: {} }))
  const chosen: readonly ChosenReplication[] =
    picked ?? (dataset === null ? [] : [{ dataset: dataset.id, curated: null, uncurated: null }])
  const draft = useQuery({
    ...api.studies.draft.queryOptions({
      input: chosen.length === 0 ? skipToken : { template, replications: chosen.map(asReplication) },
    }),
    placeholderData: keepPreviousData,
  })
  const plan = draft.data === undefined ? null : withEdits(draft.data, edits)
  const problem = plan === null ? null : editsProblem(plan)
  const name = typedName ?? studyTemplates.find((other) => other.name === template)?.label ?? template
  const create = useMutation({
    ...api.studies.create.mutationOptions({ meta: { shownInPlace: true } }),
    onSuccess: ({ id }) => navigate({ search: { study: id } }),
  })
  // What is on the page belongs to the data sets that are ticked, not to those before.
  const ready =
    plan !== null && problem === null && name.trim() !== '' && !draft.isPlaceholderData && !create.isPending
  const write = (start: boolean) => {
    if (ready) create.mutate({ name, plan, start })
  }
  const change = (part: Partial<PlanEdits>) => setEdits((before) => ({ ...before, ...part }))
  const action = useActions('New study', [
    {
      id: 'create',
      keys: 'mod+enter',
      label: 'Create and start',
      icon: IconPlayerPlay,
      enabled: ready,
      whileTyping: true,
      run: () => write(true),
    },
    {
      id: 'back',
      keys: 'b',
      label: 'All studies',
      icon: IconArrowLeft,
      run: () => void navigate({ search: {} }),
    },
  ])
  return (
    <Page
      title="New study"
      fills
      actions={
        <>
          <ActionButton action={action('back')} />
          <Button variant="default" disabled={!ready} onClick={() => write(false)}>
            Create, start later
          </Button>
          <ActionButton action={action('create')} variant="filled" loading={create.isPending} />
        </>
      }
    >
      <div className={classes.page}>
        <section className={classes.choices} aria-label="What the study is about">
          <Stack gap="md">
            <Radio.Group
              label="Template"
              value={template}
              onChange={(value) => {
                setEdits(NO_EDITS)
                void navigate({ search: { plan: StudyTemplateName.parse(value) }, replace: true })
              }}
            >
              <Stack gap={8} mt={6}>
                {studyTemplates.map((other) => (
                  <Radio
                    key={other.name}
                    size="xs"
                    value={other.name}
                    label={other.label}
                    description={other.summary}
                  />
                ))}
              </Stack>
            </Radio.Group>
            <TextInput
              label="Name"
              value={name}
              maxLength={120}
              error={name.trim() === '' ? 'A study needs a name' : undefined}
              onChange={(event) => setTypedName(event.currentTarget.value)}
            />
            <ReplicationsField
              datasets={datasets}
              snapshots={snapshots.data ?? []}
              chosen={chosen}
              asks={asksOf(draft.data)}
              onChange={setPicked}
            />
            {plan !== null && <PlanFields plan={plan} edits={edits} onChange={change} />}
          </Stack>
        </section>
        <section className={classes.plan} aria-label="Plan">
          {create.isError && <FailureCard error={create.error} />}
          {chosen.length === 0 && !loading ? (
            <Text size="sm" c="dimmed">
              Choose a data set to see the plan.
            </Text>
          ) : draft.isError ? (
            <FailureCard error={draft.error} retry={() => void draft.refetch()} />
          ) : plan === null || draft.data === undefined ? (
            <PagePending />
          ) : (
            <>
              <div>
                <Title order={2} size="h4">
                  {plan.question}
                </Title>
                <PlanSize plan={plan} datasets={datasets} />
              </div>
              {problem !== null && (
                <Alert color="yellow" title="This plan cannot be created yet">
                  {problem}
                </Alert>
              )}
              <Alert color="gray" icon={<IconLock size={16} />}>
                <Text size="sm">
                  Creating it writes the plan down for good, under a hash of the plan and its data. What is
                  changed later makes another study: that is what makes the claim worth something.
                </Text>
              </Alert>
              <PlanArms
                draft={draft.data}
                plan={plan}
                removed={edits.removed}
                onRemove={(arm) => change({ removed: [...edits.removed, arm] })}
                onRestore={(arm) => change({ removed: edits.removed.filter((other) => other !== arm) })}
                onEditGrid={setGridOf}
              />
              <PlanHypotheses plan={plan} />
            </>
          )}
        </section>
      </div>
      {gridOf !== null && (
        <GridDialog
          arm={gridOf}
          onClose={() => setGridOf(null)}
          onSave={(grid) => {
            change({ grids: { ...edits.grids, [gridOf.name]: grid } })
            setGridOf(null)
          }}
        />
      )}
    </Page>
  )
}

function PlanHypotheses({ plan }: { plan: StudyPlan }) {
  const label = (name: string) => plan.arms.find((arm) => arm.name === name)?.label ?? name
  return (
    <section aria-label="What is claimed">
      <Title order={2} size="h6" mb={4}>
        What is claimed
      </Title>
      <List size="sm">
        {plan.hypotheses.map(({ text, arm, against }) => (
          <List.Item key={`${arm} ${against}`}>
            {text}: “{label(arm)}” better than “{label(against)}”
          </List.Item>
        ))}
      </List>
    </section>
  )
}

function asReplication({ dataset, curated, uncurated }: ChosenReplication) {
  return {
    dataset,
    ...(curated === null ? {} : { curated }),
    ...(uncurated === null ? {} : { uncurated }),
  }
}

function asksOf(draft: StudyPlan | undefined) {
  const some = (snapshot: StudyArm['snapshot']) =>
    draft?.arms.some((arm) => arm.snapshot === snapshot) ?? false
  return { curated: some('curated'), uncurated: some('uncurated') }
}
