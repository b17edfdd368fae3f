import { ActionIcon, TextInput, Title, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import type { Run } from '#shared/contract/runs.ts'
import type { BoundAction } from '../components/actions.ts'
import { RunStateBadge } from '../components/run-states.tsx'
import classes from './train-page.module.css'
import { useRunLabels, useTextDraft } from './use-run-labels.ts'

const LONGEST_NAME = 120

interface RunNameProps {
  run: Run
  rename: BoundAction
  renaming: boolean
  onRenamed: () => void
}

/** A run's name, which can be another one: Enter or leaving the field saves it, Escape puts it back. */
export function RunName({ run, rename, renaming, onRenamed }: RunNameProps) {
  return (
    <div className={classes.name}>
      {renaming ? (
        <NameField run={run} onDone={onRenamed} />
      ) : (
        <>
          <Title order={2} size="h5" className={classes.title} title={run.name}>
            {run.name}
          </Title>
          <Tooltip label={rename.label}>
            <ActionIcon size="sm" aria-label={rename.label} onClick={(event) => rename.run(event.timeStamp)}>
              <IconPencil size={14} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
      <RunStateBadge state={run.state} />
    </div>
  )
}

function NameField({ run, onDone }: { run: Run; onDone: () => void }) {
  const { save } = useRunLabels(run)
  const { text, type, putBack, commit } = useTextDraft(run.customName ?? '', (name) =>
    save({ customName: name === '' ? null : name }),
  )
  return (
    <TextInput
      autoFocus
      aria-label="Name of the run"
      // The name that it has without one of its own.
      placeholder={run.customName === null ? run.name : 'Named by model, snapshot and seed'}
      maxLength={LONGEST_NAME}
      className={classes.nameField}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => {
        void commit().then((done) => done && onDone())
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') putBack()
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}
