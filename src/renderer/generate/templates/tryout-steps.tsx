import { Code, Group, Text } from '@mantine/core'
import type { TemplateKind } from '#shared/contract/templates.ts'
import type { TryoutQuestion } from '#shared/contract/tryouts.ts'
import { formatCount, formatSeconds } from '../../components/format.ts'
import { ToneBadge } from '../../components/tone-badge.tsx'
import classes from './templates.module.css'
import type { TriedStep } from './tryout-state.ts'

interface TryoutStepsProps {
  steps: readonly TriedStep[]
  /** Those that were asked as they would be now. */
  standing: readonly TriedStep[]
  labels: Readonly<Record<TemplateKind, string>>
}

/** Each step that was asked, with what the model said and what the rules say of it. */
export function TryoutSteps({ steps, standing, labels }: TryoutStepsProps) {
  return steps.map((step) => (
    <section key={step.step} className={classes.step} aria-label={`Step ${step.step}`}>
      <Group gap="xs" justify="space-between">
        <Text fw={550} size="sm">
          {labels[step.step]}
        </Text>
        {step.answer !== null && !standing.includes(step) && (
          <ToneBadge tone="gray">of an earlier text or setting</ToneBadge>
        )}
      </Group>
      {step.questions.map((question, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: questions have no identity but their order
        <Question key={place} question={question} />
      ))}
    </section>
  ))
}

function Question({ question }: { question: TryoutQuestion }) {
  const { complaint, answer, violation, promptTokens, answerTokens, milliseconds, system, prompt } = question
  const tokens = (count: number | null) => (count === null ? 'unknown' : formatCount(count))
  return (
    <>
      {complaint === null ? (
        <details>
          <Text component="summary" size="xs" c="dimmed" style={{ cursor: 'pointer' }}>
            Prompt: {tokens(promptTokens)} tokens{question.picture ? ', with the picture' : ''}
          </Text>
          <PromptText system={system} prompt={prompt} />
        </details>
      ) : (
        <Text size="xs" c="dimmed" mt={6}>
          Asked again, with what was wrong: {tokens(promptTokens)} tokens
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        Answer: {tokens(answerTokens)} tokens, {formatSeconds(milliseconds / 1000)}
      </Text>
      <Code block tabIndex={0} aria-label={`Answer to ${question.step}`} className={classes.said ?? ''}>
        {readable(answer)}
      </Code>
      <Group gap="xs" mt={6} wrap="nowrap" align="flex-start">
        <ToneBadge tone={violation === null ? 'teal' : 'orange'} style={{ flex: 'none' }}>
          {violation === null ? 'keeps the rules' : 'breaks a rule'}
        </ToneBadge>
        <Text size="sm">{violation}</Text>
      </Group>
    </>
  )
}

/** System text and prompt as a model gets them. */
export function PromptText({ system, prompt }: { system: string; prompt: string }) {
  return (
    <>
      <Text size="xs" c="dimmed" mt={4}>
        System text
      </Text>
      <Code block tabIndex={0} aria-label="System text" className={classes.said ?? ''}>
        {system}
      </Code>
      <Text size="xs" c="dimmed" mt={4}>
        Prompt
      </Text>
      <Code block tabIndex={0} aria-label="Prompt" className={classes.said ?? ''}>
        {prompt}
      </Code>
    </>
  )
}

/** JSON with a line for each thing; anything else as it came. */
function readable(answer: string): string {
  try {
    return JSON.stringify(JSON.parse(answer), null, 2)
  } catch {
    return answer
  }
}
