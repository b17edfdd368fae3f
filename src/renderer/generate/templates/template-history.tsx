import { Code, Stack, Text, Title } from '@mantine/core'
import { type Change, diffWordsWithSpace } from 'diff'
import type { TemplateVersion } from '#shared/contract/templates.ts'
import { formatMoment } from '../../components/format.ts'
import classes from './templates.module.css'

/** Every version, newest first, with what it changed of the one before marked word by word. */
export function TemplateHistory({ versions }: { versions: readonly TemplateVersion[] }) {
  return (
    <Stack gap="lg">
      {versions.toReversed().map((version) => {
        const before = versions.find((other) => other.version === version.version - 1)
        return (
          <section key={version.version} aria-label={`Version ${version.version}`}>
            <Title order={3} size="h6">
              Version {version.version}
            </Title>
            <Text size="xs" c="dimmed" mb="xs">
              {formatMoment(version.createdAt)}
            </Text>
            <Stack gap="xs">
              <Changes label="System text" before={before?.system} after={version.system} />
              <Changes label="Prompt" before={before?.prompt} after={version.prompt} />
            </Stack>
          </section>
        )
      })}
    </Stack>
  )
}

function Changes({ label, before, after }: { label: string; before: string | undefined; after: string }) {
  const same = before === after
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {label}
        {same && ': as before'}
      </Text>
      {!same && (
        <Code block className={classes.said ?? ''}>
          {before === undefined
            ? after
            : diffWordsWithSpace(before, after).map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no identity but their place
                <Part key={index} part={part} />
              ))}
        </Code>
      )}
    </div>
  )
}

function Part({ part: { value, added, removed } }: { part: Change }) {
  if (added) return <ins className={classes.added}>{value}</ins>
  if (removed) return <del className={classes.removed}>{value}</del>
  return value
}
