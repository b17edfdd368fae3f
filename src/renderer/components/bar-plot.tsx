import { ActionIcon, Group, Menu, Paper, Switch, Text, Title, useComputedColorScheme } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef, useState } from 'react'
import { formatCount } from './format.ts'
import { mountChart } from './mount-chart.ts'
import { saveCsv, saveFile } from './save-file.ts'

use([BarChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer])

export interface Bar {
  label: string
  count: number
}

interface BarPlotProps {
  title: string
  /** A figure to read beside the title. */
  note: string
  bars: Bar[]
  /** What is counted, and by what. */
  of: string
  by: string
  /** Starts with a logarithmic count axis. */
  logarithmic: boolean
  /** Name of exported files, without extension. */
  file: string
}

const COLOURS = {
  light: { text: '#535a67', line: '#e3e5ea', bar: '#5355d1', surface: '#ffffff' },
  dark: { text: '#a5acb9', line: '#2d323c', bar: '#7f81ea', surface: '#191c22' },
} as const

/** One bar plot that can be taken away as CSV and as a picture. */
export function BarPlot({ title, note, bars, of, by, logarithmic, file }: BarPlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const scheme = useComputedColorScheme('light')
  const [log, setLog] = useState(logarithmic)
  const colours = COLOURS[scheme]

  useEffect(() => {
    if (host.current === null) return
    const mounted = mountChart(host.current)
    chart.current = mounted.chart
    return () => {
      mounted.unmount()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    const font = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.72
    const axis = {
      axisLabel: { color: colours.text, fontSize: font, hideOverlap: true },
      axisLine: { lineStyle: { color: colours.line } },
      splitLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      nameTextStyle: { color: colours.text, fontSize: font },
    }
    chart.current?.setOption(
      {
        animation: false,
        backgroundColor: colours.surface,
        aria: { enabled: true, label: { description: describe(title, bars, of, by) } },
        grid: {
          left: 8,
          right: 12,
          top: 12,
          bottom: font * 2,
          outerBoundsMode: 'same',
          outerBoundsContain: 'axisLabel',
        },
        tooltip: {
          trigger: 'axis',
          axisPointer: { type: 'shadow' },
          backgroundColor: colours.surface,
          borderColor: colours.line,
          textStyle: { color: colours.text, fontSize: font },
          valueFormatter: (value: unknown) => `${formatCount(Number(value))} ${of}`,
        },
        xAxis: {
          ...axis,
          type: 'category',
          data: bars.map(({ label }) => label),
          name: by,
          nameLocation: 'middle',
          nameGap: font * 2.1,
        },
        yAxis: log
          ? {
              ...axis,
              type: 'log',
              // A bar for one must have a height: the axis begins below one.
              min: 0.5,
              startValue: 0.5,
              axisLabel: {
                ...axis.axisLabel,
                formatter: (value: number) => (value < 1 ? '' : formatCount(value)),
              },
            }
          : { ...axis, type: 'value', min: 0, minInterval: 1 },
        series: [
          {
            name: title,
            type: 'bar',
            barCategoryGap: '18%',
            barMaxWidth: 64,
            itemStyle: { color: colours.bar, borderRadius: [2, 2, 0, 0] },
            data: bars.map(({ count }) => (log && count === 0 ? null : count)),
          },
        ],
      },
      { notMerge: true },
    )
  }, [bars, by, of, title, log, colours])

  const savePicture = () => {
    const canvas = chart.current?.renderToCanvas({ pixelRatio: 2, backgroundColor: colours.surface })
    canvas?.toBlob((picture) => {
      if (picture !== null) saveFile(`${file}.png`, picture)
    })
  }
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Group gap={8} align="baseline">
          <Title order={2} size="h6">
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        </Group>
        <Group gap={6} wrap="nowrap">
          <Switch
            size="xs"
            label="log"
            aria-label={`Logarithmic counts: ${title}`}
            checked={log}
            onChange={(event) => setLog(event.currentTarget.checked)}
          />
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={`Export: ${title}`} size="sm">
                <IconDownload size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() =>
                  saveCsv(
                    `${file}.csv`,
                    [by, of],
                    bars.map(({ label, count }) => [label, count]),
                  )
                }
              >
                Export as CSV
              </Menu.Item>
              <Menu.Item onClick={savePicture}>Export as PNG</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      <div ref={host} style={{ height: '16rem' }} role="img" aria-label={describe(title, bars, of, by)} />
    </Paper>
  )
}

/** The plot in words, for who cannot see it. */
function describe(title: string, bars: readonly Bar[], of: string, by: string): string {
  return `${title}. ${bars.map(({ label, count }) => `${label} ${by}: ${formatCount(count)} ${of}`).join('; ')}.`
}
