import { Button, Checkbox, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useState } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import classes from './compare-page.module.css'

const ROW_HEIGHT = 46

interface RunPickerProps {
  /** Those that were measured on test, newest first. */
  runs: readonly Run[]
  chosen: readonly RunId[]
  onChoose: (runs: RunId[]) => void
}

/** The runs that can be compared. */
export function RunPicker({ runs, chosen, onChoose }: RunPickerProps) {
  const [search, setSearch] = useState('')
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const words = search.trim().toLowerCase()
  const found = runs.filter((run) =>
    `${run.name} ${run.snapshotName ?? ''} ${run.tags.join(' ')}`.toLowerCase().includes(words),
  )
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => viewport,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const ids = found.map(({ id }) => id)
  return (
    <section className={classes.picker} aria-label="Runs to compare">
      <TextInput
        aria-label="Search runs"
        placeholder="Search runs"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className={classes.pickerActions}>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => onChoose([...new Set([...chosen, ...ids])].slice(0, 100))}
        >
          Choose all
        </Button>
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onChoose([])}>
          Choose none
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.runs} ref={setViewport} tabIndex={0} aria-label="Measured runs">
        <ul
          style={{
            position: 'relative',
            height: rows.getTotalSize(),
            margin: 0,
            padding: 0,
            listStyle: 'none',
          }}
        >
          {rows.getVirtualItems().map(({ index, start }) => {
            const run = found[index]
            if (run === undefined) return null
            return (
              <li
                key={run.id}
                title={`${run.name}, ${summaryOf(run)}`}
                className={classes.run}
                style={{ top: start, height: ROW_HEIGHT }}
              >
                <Checkbox
                  size="xs"
                  label={<span className={classes.runName}>{run.name}</span>}
                  description={<span className={classes.runName}>{summaryOf(run)}</span>}
                  checked={chosen.includes(run.id)}
                  onChange={() =>
                    onChoose(
                      chosen.includes(run.id) ? chosen.filter((id) => id !== run.id) : [...chosen, run.id],
                    )
                  }
                />
              </li>
            )
          })}
        </ul>
      </section>
      {found.length === 0 && (
        <Text size="sm" c="dimmed">
          No run has this name.
        </Text>
      )}
    </section>
  )
}

/** Validation, which runs are chosen by, and the snapshot that it learned from. */
function summaryOf({ validation, snapshotName }: Run): string {
  const recall = `validation Recall@20 ${validation?.['recall@20']?.toFixed(4) ?? '–'}`
  return snapshotName === null ? recall : `${recall} · ${snapshotName}`
}
