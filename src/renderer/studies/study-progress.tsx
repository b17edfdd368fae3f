import { Progress, Text } from '@mantine/core'
import type { StudySummary } from '#shared/contract/studies.ts'
import { formatCount, formatSeconds } from '../components/format.ts'
import { shareDone } from './list/study-rows.ts'

/** How many of a study's trainings are done, and how long the others take. */
export function StudyProgress({ study }: { study: StudySummary }) {
  return (
    <div>
      <Progress
        value={shareDone(study.progress) * 100}
        color={study.state === 'finished' ? 'teal' : 'iris'}
        size="xs"
        aria-label={`${study.name}: ${Math.floor(shareDone(study.progress) * 100)} per cent of the trainings`}
      />
      <Text size="xs" c="dimmed" mt={4} className="tabular">
        {progressWords(study)}
      </Text>
    </div>
  )
}

/** "34 of 96 trainings, about 12 min left" */
export function progressWords({ progress, state }: Pick<StudySummary, 'progress' | 'state'>): string {
  const { finished, total, secondsLeft } = progress
  const done =
    finished === total
      ? `${formatCount(total)} trainings`
      : `${formatCount(finished)} of ${formatCount(total)} trainings`
  if (state !== 'running') return done
  return secondsLeft === null
    ? `${done}, time left not known yet`
    : `${done}, about ${formatSeconds(secondsLeft)} left`
}
