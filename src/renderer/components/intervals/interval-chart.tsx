import { useComputedColorScheme } from '@mantine/core'
import type { Ref } from 'react'
import { niceTicks } from './axis.ts'

export interface IntervalRow {
  readonly label: string
  readonly value: number
  /** Null where a single value has no interval. */
  readonly interval: readonly [number, number] | null
  readonly strong: boolean
}

export interface IntervalChartProps {
  title: string
  rows: readonly IntervalRow[]
  /** Draws a line where there is no difference. */
  zero?: boolean
  format: (value: number) => string
  /** Room for the labels, of the drawing's units; the drawing grows by what it is more than usual. */
  labelWidth?: number
  ref?: Ref<SVGSVGElement>
}

const LABEL_WIDTH = 104
const PLOT_WIDTH = 234
const VALUE_WIDTH = 62
/** Of an average letter. */
const LETTER_WIDTH = 6.7
const ROW_HEIGHT = 30
const TOP = 30
const BOTTOM = 24
const COLORS = {
  light: { ink: '#1b1d22', dim: '#646b78', grid: '#e3e5ea', mark: '#5355d1', weak: '#9aa0ad' },
  dark: { ink: '#d5d8df', dim: '#989fad', grid: '#2f343f', mark: '#9a9cef', weak: '#6d7482' },
}

function drawnWidth(labelWidth: number): number {
  return labelWidth + PLOT_WIDTH + VALUE_WIDTH
}

/** Pixels that a chart is wide at most: about as large as the text around it. */
export function shownWidth(labelWidth = LABEL_WIDTH): number {
  return Math.max(640, drawnWidth(labelWidth) * 1.2)
}

/** A dot per row with its interval. Colours are attributes, so that a saved picture has them too. */
export function IntervalChart(props: IntervalChartProps) {
  const { title, rows, zero = false, format, labelWidth = LABEL_WIDTH, ref } = props
  const colors = COLORS[useComputedColorScheme('light')]
  const values = rows.flatMap(({ value, interval }) => [value, ...(interval ?? [])])
  const ticks = niceTicks(
    Math.min(...values, ...(zero ? [0] : [])),
    Math.max(...values, ...(zero ? [0] : [])),
    4,
  )
  const low = ticks[0] ?? 0
  const high = ticks.at(-1) ?? 1
  const width = drawnWidth(labelWidth)
  const x = (value: number) => labelWidth + ((value - low) / (high - low)) * PLOT_WIDTH
  const height = TOP + rows.length * ROW_HEIGHT + BOTTOM
  const summary = rows
    .map(({ label, value, interval }) =>
      interval === null
        ? `${label} ${format(value)}`
        : `${label} ${format(value)}, ${format(interval[0])} to ${format(interval[1])}`,
    )
    .join('; ')
  return (
    <svg
      ref={ref}
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      style={{ maxWidth: shownWidth(labelWidth) }}
      role="img"
      aria-label={`${title}: ${summary}`}
      fontFamily="system-ui, sans-serif"
      fontSize={12}
      xmlns="http://www.w3.org/2000/svg"
    >
      <text x={0} y={14} fontWeight={600} fill={colors.ink}>
        {title}
      </text>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={x(tick)}
            x2={x(tick)}
            y1={TOP}
            y2={height - BOTTOM}
            stroke={zero && tick === 0 ? colors.dim : colors.grid}
          />
          <text x={x(tick)} y={height - 8} textAnchor="middle" fontSize={11} fill={colors.dim}>
            {Number(tick.toPrecision(6))}
          </text>
        </g>
      ))}
      {rows.map((row, place) => {
        const y = TOP + (place + 0.5) * ROW_HEIGHT
        const color = row.strong ? colors.mark : colors.weak
        return (
          <g key={row.label}>
            <text x={0} y={y + 4} fill={colors.ink}>
              {shortened(row.label, Math.floor(labelWidth / LETTER_WIDTH))}
              <title>{row.label}</title>
            </text>
            {row.interval !== null && (
              <line
                x1={x(row.interval[0])}
                x2={x(row.interval[1])}
                y1={y}
                y2={y}
                stroke={color}
                strokeWidth={3}
              />
            )}
            <circle cx={x(row.value)} cy={y} r={5} fill={color} />
            <text
              x={width}
              y={y + 4}
              textAnchor="end"
              fontWeight={row.strong ? 600 : 400}
              fill={row.strong ? colors.ink : colors.dim}
            >
              {format(row.value)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

function shortened(label: string, letters: number): string {
  return label.length > letters ? `${label.slice(0, letters - 1)}…` : label
}
