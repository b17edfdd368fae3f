import { Button, Collapse } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { probedFeatures } from '#shared/training/models/model-settings.ts'
import { ProbeForm } from './probe-form.tsx'
import classes from './probe-panel.module.css'

/** Of a tested run whose scores depend on texts: which attributes a score depends on, asked for one user and item. */
export function ProbePanel({ run }: { run: Run }) {
  const [opened, setOpened] = useState(false)
  const id = useId()
  if (testOf(run) === null || probedFeatures(run.config.model).length === 0) return null
  const Chevron = opened ? IconChevronDown : IconChevronRight
  return (
    <section className={classes.panel} aria-label="Causal probe">
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<Chevron size={14} aria-hidden />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        Which attributes a score depends on
      </Button>
      <Collapse expanded={opened} id={id} transitionDuration={0}>
        {opened && <ProbeForm run={run.id} />}
      </Collapse>
    </section>
  )
}
