import { useComputedColorScheme } from '@mantine/core'
import { LinesChart, ScatterChart } from 'echarts/charts'
import { BrushComponent, DataZoomComponent, GridComponent, ToolboxComponent } from 'echarts/components'
import { type EChartsType, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import { z } from 'zod'
import type { ItemId, ProposalId } from '#shared/contract/ids.ts'
import type { MapPoints } from '#shared/contract/maps.ts'
import { mountChart } from '../components/mount-chart.ts'
import { type Area, isWithin } from './area.ts'
import { colorOf, MAP_COLORS } from './colors.ts'
import type { Grouping } from './grouping.ts'

use([
  ScatterChart,
  LinesChart,
  GridComponent,
  BrushComponent,
  ToolboxComponent,
  DataZoomComponent,
  CanvasRenderer,
])

/** What dragging does. */
export type Tool = 'move' | 'rectangle' | 'lasso'

export type Point = { kind: 'item'; item: ItemId } | { kind: 'proposal'; proposal: ProposalId }

export interface ScatterHandle {
  /** The map as it is shown, or null before it is. */
  picture(): HTMLCanvasElement | null
}

interface ScatterProps {
  points: MapPoints
  grouping: Grouping
  /** Drawn with a ring. */
  chosen: ReadonlySet<ProposalId>
  /** Joined to its item, or to its negatives, by lines. */
  shown: Point | null
  tool: Tool
  label: string
  ref: Ref<ScatterHandle>
  onShow: (point: Point) => void
  onChoose: (proposals: ProposalId[]) => void
}

const Corner = z.tuple([z.number(), z.number()])
const BrushEnd = z.object({
  areas: z.array(
    z.discriminatedUnion('brushType', [
      z.object({ brushType: z.literal('rect'), coordRange: z.tuple([Corner, Corner]) }),
      z.object({ brushType: z.literal('polygon'), coordRange: z.array(Corner) }),
    ]),
  ),
})
const PointEvent = z.object({ seriesId: z.string(), dataIndex: z.int().nonnegative() })

const ITEM_SIZE = 6
const NEGATIVE_SIZE = 9
const RING_SIZE = 15
const MARGIN = '4%'
const SCALE = { type: 'value', show: false, scale: true, boundaryGap: [MARGIN, MARGIN] }

/** The map itself: circles are items, diamonds are negatives. */
export function Scatter(props: ScatterProps) {
  const { points, grouping, chosen, shown, tool, label, ref, onShow, onChoose } = props
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const colors = MAP_COLORS[useComputedColorScheme('light')]

  const hovered = useEffectEvent((raw: unknown) => {
    const event = PointEvent.safeParse(raw)
    if (!event.success) return
    const { seriesId, dataIndex } = event.data
    const item = seriesId === 'items' ? points.items[dataIndex] : undefined
    const proposal = seriesId === 'proposals' ? points.proposals[dataIndex] : undefined
    if (item !== undefined) onShow({ kind: 'item', item: item.item })
    if (proposal !== undefined) onShow({ kind: 'proposal', proposal: proposal.proposal })
  })
  const brushed = useEffectEvent((raw: unknown) => {
    const [drawn] = BrushEnd.parse(raw).areas
    if (drawn === undefined) return
    const area: Area =
      drawn.brushType === 'rect'
        ? { kind: 'rectangle', x: drawn.coordRange[0], y: drawn.coordRange[1] }
        : { kind: 'lasso', corners: drawn.coordRange }
    // Rings say from now on what is chosen.
    chart.current?.dispatchAction({ type: 'brush', areas: [] })
    onChoose(points.proposals.filter((point) => isWithin(area, point)).map(({ proposal }) => proposal))
  })

  useEffect(() => {
    if (host.current === null) return
    const mounted = mountChart(host.current)
    mounted.chart.on('mouseover', (event: unknown) => hovered(event))
    mounted.chart.on('brushEnd', (event: unknown) => brushed(event))
    chart.current = mounted.chart
    return () => {
      mounted.unmount()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    chart.current?.setOption({
      animation: false,
      backgroundColor: colors.surface,
      // A rectangle can begin anywhere on the map.
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: SCALE,
      yAxis: SCALE,
      dataZoom: [
        { id: 'x', type: 'inside', xAxisIndex: 0, filterMode: 'none' },
        { id: 'y', type: 'inside', yAxisIndex: 0, filterMode: 'none' },
      ],
      // A brush brings a toolbox with it, whose buttons stand above the map here.
      toolbox: { show: false },
      brush: {
        xAxisIndex: 0,
        yAxisIndex: 0,
        brushStyle: { borderWidth: 1, color: `${colors.text}18`, borderColor: colors.text },
        outOfBrush: { colorAlpha: 1 },
      },
      series: [
        {
          id: 'items',
          type: 'scatter',
          symbolSize: ITEM_SIZE,
          progressive: 0,
          z: 2,
          data: points.items.map(({ x, y }, at) => ({
            value: [x, y],
            itemStyle: {
              color: colorOf(grouping.itemHues[at] ?? { kind: 'plain', index: 0 }, colors),
              opacity: 0.6,
            },
          })),
        },
        {
          id: 'proposals',
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: NEGATIVE_SIZE,
          progressive: 0,
          z: 3,
          data: points.proposals.map(({ x, y }, at) => ({
            value: [x, y],
            itemStyle: {
              color: colorOf(grouping.proposalHues[at] ?? { kind: 'plain', index: 0 }, colors),
              borderColor: colors.surface,
              borderWidth: 0.5,
            },
          })),
        },
      ],
    })
  }, [points, grouping, colors])

  useEffect(() => {
    chart.current?.setOption({
      series: [
        {
          id: 'chosen',
          type: 'scatter',
          symbolSize: RING_SIZE,
          silent: true,
          z: 4,
          itemStyle: { color: 'transparent', borderColor: colors.text, borderWidth: 1.5 },
          data: points.proposals.filter(({ proposal }) => chosen.has(proposal)).map(({ x, y }) => [x, y]),
        },
      ],
    })
  }, [points, chosen, colors])

  useEffect(() => {
    chart.current?.setOption({
      series: [
        {
          id: 'links',
          type: 'lines',
          coordinateSystem: 'cartesian2d',
          silent: true,
          z: 5,
          lineStyle: { color: colors.link, width: 1.5, opacity: 0.9 },
          data: linksOf(points, shown).map((coords) => ({ coords })),
        },
      ],
    })
  }, [points, shown, colors])

  useEffect(() => {
    chart.current?.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'brush',
      brushOption: {
        brushType: tool === 'move' ? false : tool === 'rectangle' ? 'rect' : 'polygon',
        brushMode: 'single',
      },
    })
  }, [tool])

  useImperativeHandle(ref, () => ({
    picture: () => chart.current?.renderToCanvas({ pixelRatio: 2, backgroundColor: colors.surface }) ?? null,
  }))

  return <div ref={host} role="img" aria-label={label} style={{ width: '100%', height: '100%' }} />
}

type Place = [x: number, y: number]

function linksOf({ items, proposals }: MapPoints, shown: Point | null): [Place, Place][] {
  if (shown === null) return []
  const ends = proposals.filter((point) =>
    shown.kind === 'item' ? point.item === shown.item : point.proposal === shown.proposal,
  )
  return ends.flatMap((end): [Place, Place][] => {
    const item = items.find((point) => point.item === end.item)
    return item === undefined
      ? []
      : [
          [
            [item.x, item.y],
            [end.x, end.y],
          ],
        ]
  })
}
