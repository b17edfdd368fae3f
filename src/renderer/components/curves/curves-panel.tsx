import { Button, Menu, Text, useComputedColorScheme } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { notifyFailure } from '../notify.ts'
import { saveCsv, saveFile } from '../save-file.ts'
import { curveColor } from './curve-colors.ts'
import { alignCurves, CURVES, type Curve, type CurveKey, curvesTable } from './curves.ts'
import classes from './curves-panel.module.css'
import { curvesPicture } from './curves-picture.ts'
import { LineChart } from './line-chart.tsx'
import { noCurvesSentence } from './no-curves.ts'
import { useEpochs } from './use-epochs.ts'

interface CurvesPanelProps {
  runs: readonly Run[]
  /** What the curves are called, one per run; the names of the runs if left out. */
  labels?: readonly string[]
}

/** Loss and validation of runs over their epochs, live while they train. */
export function CurvesPanel({ runs, labels }: CurvesPanelProps) {
  const scheme = useComputedColorScheme('light')
  const { series, loading } = useEpochs(runs.map(({ id }) => id))
  const curves = runs.map(
    (run, place): Curve => ({
      label: labels?.[place] ?? runLabel(run, runs),
      epochs: series[place] ?? [],
      bestEpoch: run.bestEpoch,
    }),
  )
  const canvases = useRef(new Map<CurveKey, HTMLCanvasElement>())
  const savePicture = async () => {
    const charts = CURVES.flatMap(({ key, label }) => {
      const canvas = canvases.current.get(key)
      return canvas === undefined ? [] : [{ title: label, canvas }]
    })
    const legend = curves.map(({ label }, place) => ({ label, color: curveColor(place) }))
    const colors =
      scheme === 'dark'
        ? { background: '#191c22', ink: '#d5d8df' }
        : { background: '#ffffff', ink: '#1b1d22' }
    try {
      saveFile('curves.png', await curvesPicture(charts, legend, colors))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const empty = series.every((epochs) => epochs.length === 0)
  return (
    <section className={classes.panel} aria-label="Curves">
      <header className={classes.header}>
        <div>
          {curves.length > 1 && (
            <ul className={classes.legend}>
              {curves.map(({ label }, place) => (
                <li key={label}>
                  <i style={{ background: curveColor(place) }} />
                  {label}
                </li>
              ))}
            </ul>
          )}
          <Text size="xs" c="dimmed">
            The ring marks the best epoch by validation Recall@20. Drag to zoom, double-click to zoom out.
          </Text>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconDownload size={13} aria-hidden />}
              disabled={empty}
            >
              Export curves
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() => {
                const { header, rows } = curvesTable(curves)
                saveCsv('curves.csv', header, rows)
              }}
            >
              As CSV
            </Menu.Item>
            <Menu.Item onClick={() => void savePicture()}>As PNG</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <div className={classes.charts}>
        {CURVES.map(({ key, label }) => (
          <CurveChart
            key={key}
            curveKey={key}
            title={label}
            curves={curves}
            emptyText={loading ? '' : noCurvesSentence(runs)}
            onCanvas={(canvas) => {
              if (canvas === null) canvases.current.delete(key)
              else canvases.current.set(key, canvas)
            }}
          />
        ))}
      </div>
    </section>
  )
}

interface CurveChartProps {
  curveKey: CurveKey
  title: string
  curves: readonly Curve[]
  emptyText: string
  onCanvas: (canvas: HTMLCanvasElement | null) => void
}

function CurveChart({ curveKey, title, curves, emptyText, onCanvas }: CurveChartProps) {
  const { epochs, values } = useMemo(() => alignCurves(curves, curveKey), [curves, curveKey])
  const lines = curves.map((curve, place) => ({
    label: curve.label,
    color: curveColor(place),
    values: values[place] ?? [],
    marked: curve.bestEpoch,
  }))
  return <LineChart title={title} epochs={epochs} lines={lines} emptyText={emptyText} onCanvas={onCanvas} />
}

/** The run's name, with its number where another chosen run has the same name. */
function runLabel(run: Run, runs: readonly Run[]): string {
  return runs.some((other) => other.id !== run.id && other.name === run.name)
    ? `${run.name} (#${run.id})`
    : run.name
}
