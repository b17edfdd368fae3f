import { TagsInput, Textarea } from '@mantine/core'
import { IconNote, IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { type Run, RunLabels, RunTag } from '#shared/contract/runs.ts'
import classes from './run-labels.module.css'
import { useRunLabels, useTextDraft } from './use-run-labels.ts'

const MOST_TAGS = 20
const LONGEST_NOTES = 10_000

interface RunLabelFieldsProps {
  run: Run
  /** Tags that other runs have, to choose from. */
  knownTags: readonly string[]
}

/** What a person says about a run: tags to find it by, and notes. */
export function RunLabelFields({ run, knownTags }: RunLabelFieldsProps) {
  return (
    <div className={classes.labels}>
      <TagsField run={run} knownTags={knownTags} />
      <NotesField run={run} />
    </div>
  )
}

/** Enter, a comma or leaving the field saves a tag; Escape takes back what was typed. */
function TagsField({ run, knownTags }: RunLabelFieldsProps) {
  const { save, saving } = useRunLabels(run)
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const tags = saving?.tags ?? run.tags
  return (
    <TagsInput
      aria-label="Tags"
      placeholder={tags.length === 0 ? 'Add a tag' : ''}
      className={classes.tags}
      leftSection={<IconTag size={14} aria-hidden />}
      data={knownTags.filter((tag) => !tags.includes(tag))}
      maxTags={MOST_TAGS}
      value={[...tags]}
      searchValue={typed}
      error={problem}
      onSearchChange={(text) => {
        setTyped(text)
        if (text !== '') setProblem(null)
      }}
      onChange={(next) => {
        const parsed = RunLabels.shape.tags.safeParse(next)
        setProblem(parsed.success ? null : tagProblem(next))
        if (parsed.success) void save({ tags: parsed.data })
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped('')
      }}
    />
  )
}

function tagProblem(tags: readonly string[]): string {
  return tags.every((tag) => RunTag.safeParse(tag).success)
    ? `A run has at most ${MOST_TAGS} tags`
    : `A tag has at most ${RunTag.maxLength} characters`
}

/** Leaving the field saves the notes, Ctrl+Enter too; Escape puts them back. */
function NotesField({ run }: { run: Run }) {
  const { save } = useRunLabels(run)
  const { text, type, putBack, commit } = useTextDraft(run.notes, (notes) => save({ notes }))
  return (
    <Textarea
      aria-label="Notes"
      placeholder="Notes"
      className={classes.notes}
      leftSection={<IconNote size={14} aria-hidden />}
      autosize
      minRows={1}
      maxRows={4}
      maxLength={LONGEST_NOTES}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        const saves = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
        if (event.key === 'Escape') putBack()
        if (event.key === 'Escape' || saves) event.currentTarget.blur()
      }}
    />
  )
}
