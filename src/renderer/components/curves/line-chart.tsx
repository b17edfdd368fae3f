import { useComputedColorScheme } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import classes from './line-chart.module.css'
import { tickLabels } from './tick-labels.ts'

export interface ChartLine {
  readonly label: string
  readonly color: string
  readonly values: readonly (number | null)[]
  /** Epoch to mark on the line. */
  readonly marked: number | null
}

interface LineChartProps {
  title: string
  epochs: readonly number[]
  lines: readonly ChartLine[]
  /** Said where there is no epoch to draw. */
  emptyText: string
  /** Hands out the canvas while the chart is there, for pictures of it. */
  onCanvas: (canvas: HTMLCanvasElement | null) => void
}

const INK = { light: '#646b78', dark: '#989fad' }
const GRID = { light: '#e9ebf0', dark: '#2a2e37' }
/** Charts with one key move their cursors together. */
const CURSOR_KEY = 'epochs'

/** Lines over epochs, with a ring at each line's marked epoch. */
export function LineChart({ title, epochs, lines, emptyText, onCanvas }: LineChartProps) {
  const scheme = useComputedColorScheme('light')
  const size = useElementSize<HTMLDivElement>()
  const { width, height } = size
  const host = useRef<HTMLDivElement>(null)
  const ref = useMergedRef(size.ref, host)
  const plot = useRef<uPlot | null>(null)
  /** Place among the epochs that the cursor is at. */
  const [pointed, setPointed] = useState<number | null>(null)
  const newest = useRef(lines)
  const data = [epochs, ...lines.map((line) => line.values)] as uPlot.AlignedData
  const newestData = useRef(data)
  // Before the effects that draw.
  useLayoutEffect(() => {
    newest.current = lines
    newestData.current = data
  })
  const identity = JSON.stringify(lines.map(({ label, color }) => [label, color]))
  const drawable = width > 0 && height > 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: identity stands for the lines; size and data have effects of their own
  useEffect(() => {
    if (host.current === null || !drawable) return
    const axis: uPlot.Axis = {
      stroke: INK[scheme],
      grid: { stroke: GRID[scheme], width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
    }
    const chart = new uPlot(
      {
        width,
        height,
        scales: { x: { time: false } },
        axes: [
          { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000], size: 28 },
          { ...axis, size: 52, values: (_, ticks) => tickLabels(ticks) },
        ],
        cursor: { sync: { key: CURSOR_KEY }, points: { size: 6 }, drag: { x: true, y: false } },
        legend: { show: false },
        series: [
          { label: 'Epoch' },
          ...newest.current.map((line) => ({
            label: line.label,
            stroke: line.color,
            width: 1.75,
            spanGaps: true,
            // A line needs two points to be seen.
            points: { show: (self: uPlot) => self.data[0].length < 3 },
          })),
        ],
        hooks: {
          draw: [(self) => markEpochs(self, newest.current)],
          setLegend: [(self) => setPointed(self.legend.idx ?? null)],
        },
      },
      newestData.current,
      host.current,
    )
    plot.current = chart
    onCanvas(chart.ctx.canvas)
    return () => {
      plot.current = null
      onCanvas(null)
      chart.destroy()
    }
  }, [identity, scheme, drawable])
  useEffect(() => {
    if (drawable) plot.current?.setSize({ width, height })
  }, [width, height, drawable])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the data is a new array with every render; what it holds decides
  useEffect(() => {
    plot.current?.setData(newestData.current)
  }, [epochs, lines])
  return (
    <figure className={classes.figure} aria-label={`${title}: ${describe(lines)}`}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>{title}</span>
        <Readout epochs={epochs} lines={lines} place={pointed} />
      </figcaption>
      <div ref={ref} className={classes.plot}>
        {epochs.length === 0 && <p className={classes.waiting}>{emptyText}</p>}
      </div>
    </figure>
  )
}

interface ReadoutProps {
  epochs: readonly number[]
  lines: readonly ChartLine[]
  place: number | null
}

/** The values under the cursor; for the eye alone, since the figure's name has the newest ones. */
function Readout({ epochs, lines, place }: ReadoutProps) {
  if (place === null || epochs[place] === undefined) return null
  return (
    <span className={classes.readout} aria-hidden>
      epoch {epochs[place]}
      {lines.map(({ label, color, values }) => {
        const value = values[place] ?? null
        return value === null ? null : (
          <span key={label}>
            <i style={{ background: color }} /> {value.toFixed(4)}
          </span>
        )
      })}
    </span>
  )
}

function markEpochs(plot: uPlot, lines: readonly ChartLine[]): void {
  const { ctx, data } = plot
  const [epochs] = data
  ctx.save()
  for (const [index, line] of lines.entries()) {
    const place = line.marked === null ? -1 : epochs.indexOf(line.marked)
    const value = data[index + 1]?.[place]
    const epoch = epochs[place]
    if (value === null || value === undefined || epoch === undefined) continue
    const x = plot.valToPos(epoch, 'x', true)
    const y = plot.valToPos(value, 'y', true)
    ctx.strokeStyle = line.color
    ctx.lineWidth = devicePixelRatio
    ctx.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio])
    ctx.beginPath()
    ctx.moveTo(x, plot.bbox.top)
    ctx.lineTo(x, plot.bbox.top + plot.bbox.height)
    ctx.stroke()
    ctx.setLineDash([])
    ctx.lineWidth = 2 * devicePixelRatio
    ctx.beginPath()
    ctx.arc(x, y, 5 * devicePixelRatio, 0, 2 * Math.PI)
    ctx.stroke()
  }
  ctx.restore()
}

/** The newest values in words, for those who do not see the lines. */
function describe(lines: readonly ChartLine[]): string {
  const parts = lines.map((line) => {
    const value = line.values.findLast((candidate) => candidate !== null)
    return `${line.label} ${value === undefined || value === null ? 'has no value yet' : `at ${value.toFixed(4)}`}`
  })
  return parts.length === 0 ? 'no runs' : parts.join(', ')
}
