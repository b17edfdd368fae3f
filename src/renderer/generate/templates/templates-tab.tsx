import { Badge, EmptyState, NavLink, Skeleton, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { type Template, TemplateKind } from '#shared/contract/templates.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { templatesOf } from '../job-form.ts'
import { TemplateEditor } from './template-editor.tsx'
import classes from './templates.module.css'

const KINDS: Record<TemplateKind, string> = {
  describe: 'Describe: what the picture shows',
  attributes: 'Attributes: what makes people choose it',
  values: 'Values: what it is instead',
  smooth: 'Smooth: phrases that may not read well',
  'one-call': 'One call: all of it at once',
  mask: 'Mask: both texts without what makes people choose it',
  complete: 'Complete: both texts with what it is instead',
}

/** All prompt templates by step, and one of them to read, copy or edit. */
export function TemplatesTab({ dataset }: { dataset: Dataset | null }) {
  const query = useQuery(api.templates.list.queryOptions())
  const { template: chosen, item } = useSearch({ from: '/generate' })
  const navigate = useNavigate({ from: '/generate' })
  const open = (template: Template | null) =>
    void navigate({
      search: { tab: 'templates', item, ...(template === null ? {} : { template: template.id }) },
    })
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton m="md" h="20rem" />
  const template = query.data.find(({ id }) => id === chosen) ?? query.data[0]
  return (
    <div className={classes.templates}>
      <nav className={classes.list} aria-label="Templates">
        {TemplateKind.options.map((kind) => (
          <Stack key={kind} gap={2} mb="sm">
            <Text size="xs" c="dimmed" px={8}>
              {KINDS[kind]}
            </Text>
            {templatesOf(query.data, kind).map((candidate) => (
              <NavLink
                key={candidate.id}
                component="button"
                active={candidate.id === template?.id}
                aria-current={candidate.id === template?.id ? 'true' : undefined}
                label={candidate.name}
                style={{ borderRadius: 6 }}
                rightSection={
                  candidate.builtin ? (
                    <IconLock size={14} aria-label="built in" />
                  ) : (
                    <Badge color="gray">version {candidate.versions.at(-1)?.version}</Badge>
                  )
                }
                onClick={() => open(candidate)}
              />
            ))}
          </Stack>
        ))}
      </nav>
      <div className={classes.editor}>
        {template === undefined ? (
          <EmptyState title="No template" />
        ) : (
          <TemplateEditor
            key={template.id}
            template={template}
            dataset={dataset}
            labels={KINDS}
            onOpen={open}
          />
        )}
      </div>
    </div>
  )
}
