import { Alert, Code, CopyButton, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Study, StudyResults } from '#shared/contract/studies.ts'
import { formatMoment } from '../../components/format.ts'
import { pointWords } from '../setting-words.ts'
import { StudyProgress } from '../study-progress.tsx'
import { replicationNames } from './replications.ts'
import sections from './study-page.module.css'

interface StudyLeadProps {
  study: Study
  results: StudyResults | undefined
}

/** What was found, in one sentence; below it what the study is, and how far. */
export function StudyLead({ study, results }: StudyLeadProps) {
  const conclusion = study.conclusion ?? results?.conclusion ?? null
  const [sentence, ...others] = conclusion?.split('\n') ?? []
  return (
    <section className={sections.lead} aria-label="Conclusion">
      <Text size="sm" c="dimmed">
        {study.question}
      </Text>
      <div role="status">
        <p className={sections.sentence}>
          {sentence ?? 'Nothing is tested yet: the sentence stands here once it is.'}
        </p>
        {others.map((line) => (
          <p key={line} className={sections.others}>
            {line}
          </p>
        ))}
      </div>
      {study.explanation !== null && (
        <Alert
          color={study.state === 'failed' ? 'red' : 'yellow'}
          icon={<IconAlertTriangle size={16} />}
          title={study.state === 'failed' ? 'It failed' : 'It is not complete'}
        >
          {study.explanation}
        </Alert>
      )}
      {study.state !== 'finished' && (
        <div className={sections.progress}>
          <StudyProgress study={study} />
          <Computing study={study} />
        </div>
      )}
      <Text size="xs" c="dimmed" component="div" className={sections.facts}>
        <CopyButton value={study.hash}>
          {({ copied, copy }) => (
            <Tooltip
              label={copied ? 'Copied' : 'Of the plan and the data that it names. Press to copy it whole.'}
            >
              <UnstyledButton onClick={copy} fz="xs">
                Hash <Code>{study.hash.slice(0, 12)}</Code>
              </UnstyledButton>
            </Tooltip>
          )}
        </CopyButton>
        <span>{replicationNames(study).join(', ')}</span>
        <span>created {formatMoment(study.createdAt)}</span>
        {study.finishedAt !== null && <span>ended {formatMoment(study.finishedAt)}</span>}
      </Text>
    </section>
  )
}

/** The trainings that are at work. */
function Computing({ study }: { study: Study }) {
  const running = study.trials.filter(({ state }) => state === 'running')
  if (running.length === 0) return null
  const labels = new Map(study.plan.arms.map(({ name, label }) => [name, label]))
  const names = replicationNames(study)
  return (
    <ul className={sections.computing} aria-label="Computing now">
      {running.map((trial) => (
        <li key={`${trial.replication} ${trial.arm} ${trial.stage} ${trial.seed} ${pointWords(trial.point)}`}>
          {trial.stage === 'tuning' ? 'Tunes' : 'Trains'} {labels.get(trial.arm) ?? trial.arm} on{' '}
          {names[trial.replication]}, seed {trial.seed}
          {Object.keys(trial.point).length > 0 && <small> ({pointWords(trial.point)})</small>}
        </li>
      ))}
    </ul>
  )
}
