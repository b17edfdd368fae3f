import { ActionIcon, Button, Menu, Text, Tooltip } from '@mantine/core'
import { openConfirmModal } from '@mantine/modals'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { StudyId } from '#shared/contract/ids.ts'
import { type Study, StudyFormat } from '#shared/contract/studies.ts'
import { api, client, queryClient } from '../../app/client.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf } from '../../components/format.ts'
import { notifyDone } from '../../components/notify.ts'
import { Page } from '../../components/page.tsx'
import { PagePending } from '../../components/page-pending.tsx'
import { RunStateBadge } from '../../components/run-states.tsx'
import { saveFile } from '../../components/save-file.ts'
import pageClasses from '../studies-page.module.css'
import { ArmsTable } from './arms-table.tsx'
import { HypothesesPanel } from './hypotheses-panel.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { StrataPanel } from './strata-panel.tsx'
import { StudyCurves } from './study-curves.tsx'
import { StudyLead } from './study-lead.tsx'
import sections from './study-page.module.css'
import { TrialsTable } from './trials-table.tsx'
import { TuningTable } from './tuning-table.tsx'
import { useResults } from './use-results.ts'
import { FORMAT_LABELS, useStudyActions } from './use-study-actions.ts'

/** One study: its sentence first, then what it rests on. */
export function StudyPage({ id }: { id: StudyId }) {
  const query = useQuery(api.studies.get.queryOptions({ input: { study: id } }))
  if (query.isError) {
    return (
      <Page title="Study" fills>
        <div className={pageClasses.centred}>
          <FailureCard error={query.error} retry={() => void query.refetch()} />
        </div>
      </Page>
    )
  }
  return query.isPending ? <PagePending /> : <OpenStudy study={query.data} />
}

const COMMANDS = {
  start: (study: StudyId) => client.studies.start({ study }),
  pause: (study: StudyId) => client.studies.pause({ study }),
  resume: (study: StudyId) => client.studies.resume({ study }),
  stop: (study: StudyId) => client.studies.stop({ study }),
}

function OpenStudy({ study }: { study: Study }) {
  const navigate = useNavigate({ from: '/studies' })
  const [renaming, setRenaming] = useState(false)
  const results = useResults(study)
  const back = () => void navigate({ search: (before) => ({ ...before, study: undefined }) })
  /** The event says the same; a window that just lost the stream sees it all the same. */
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.studies.key() })
  const command = useMutation({
    mutationFn: (name: keyof typeof COMMANDS) => COMMANDS[name](study.id),
    onSuccess: refresh,
  })
  const save = useMutation({
    mutationFn: (format: StudyFormat) => client.studies.export({ study: study.id, format }),
    onSuccess: ({ filename, content }) =>
      saveFile(filename, new Blob([content], { type: 'text/plain;charset=utf-8' })),
  })
  const remove = useMutation({
    mutationFn: () => client.studies.remove({ study: study.id }),
    onSuccess: () => {
      notifyDone(`Removed ${study.name} with its runs.`)
      back()
      queryClient.removeQueries({ queryKey: api.studies.get.key({ input: { study: study.id } }) })
      return queryClient.invalidateQueries({ queryKey: api.studies.list.key() })
    },
  })
  const action = useStudyActions(
    {
      back,
      start: () => command.mutate('start'),
      pause: () => command.mutate('pause'),
      resume: () => command.mutate('resume'),
      stop: () =>
        openConfirmModal({
          title: `Stop ${study.name} for good?`,
          children: (
            <Text size="sm">
              What was tested stays; {countOf(study.progress.total - study.progress.finished, 'training')}{' '}
              will not be made, and nothing is concluded. Pause keeps the way open.
            </Text>
          ),
          labels: { confirm: 'Stop the study', cancel: 'Keep it' },
          confirmProps: { color: 'red.8' },
          onConfirm: () => command.mutate('stop'),
        }),
      rename: () => setRenaming(true),
      remove: () =>
        openConfirmModal({
          title: `Remove ${study.name}?`,
          children: (
            <Text size="sm">Its plan, its figures and all its runs go too; this cannot be undone.</Text>
          ),
          labels: { confirm: 'Remove the study', cancel: 'Cancel' },
          confirmProps: { color: 'red.8' },
          onConfirm: () => remove.mutate(),
        }),
      save: (format) => save.mutate(format),
    },
    study.state,
    command.isPending,
  )
  const rename = action('rename')
  return (
    <Page
      title={study.name}
      fills
      beside={
        <>
          <Tooltip label="Rename">
            <ActionIcon size="sm" aria-label="Rename" onClick={(event) => rename.run(event.timeStamp)}>
              {rename.icon !== undefined && <rename.icon size={14} />}
            </ActionIcon>
          </Tooltip>
          <RunStateBadge state={study.state} />
        </>
      }
      actions={
        <>
          <ActionButton action={action('back')} />
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                variant="default"
                leftSection={<IconDownload size={15} aria-hidden />}
                loading={save.isPending}
              >
                Export
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {StudyFormat.options.map((format) => (
                <Menu.Item key={format} onClick={(event) => action(`export ${format}`).run(event.timeStamp)}>
                  As {FORMAT_LABELS[format]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          {(['start', 'pause', 'resume'] as const)
            .map((name) => action(name))
            .filter(({ enabled }) => enabled)
            .map((bound) => (
              <ActionButton
                key={bound.id}
                action={bound}
                variant={bound.id === 'pause' ? 'light' : 'filled'}
              />
            ))}
          {action('stop').enabled && <ActionButton action={action('stop')} variant="light" color="red" />}
          <ActionButton action={action('remove')} />
        </>
      }
    >
      <div className={sections.page}>
        <StudyLead study={study} results={results.data} />
        {results.isError && <FailureCard error={results.error} retry={() => void results.refetch()} />}
        {results.data !== undefined && (
          <>
            <ArmsTable study={study} results={results.data} />
            <HypothesesPanel study={study} results={results.data} />
            <StrataPanel results={results.data} />
          </>
        )}
        <StudyCurves study={study} />
        <TuningTable study={study} results={results.data} />
        <TrialsTable study={study} />
      </div>
      {renaming && <RenameDialog study={study} onClose={() => setRenaming(false)} onRenamed={refresh} />}
    </Page>
  )
}
