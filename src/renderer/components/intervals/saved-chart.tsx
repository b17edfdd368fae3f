import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useRef } from 'react'
import { notifyFailure } from '../notify.ts'
import { saveFile } from '../save-file.ts'
import { IntervalChart, type IntervalChartProps, shownWidth } from './interval-chart.tsx'
import classes from './saved-chart.module.css'
import { svgPicture } from './svg-picture.ts'

interface SavedChartProps extends Omit<IntervalChartProps, 'ref'> {
  /** Of the file, without its ending. */
  name: string
}

/** A chart with a button that saves it as a PNG, in the colours in which it is shown. */
export function SavedChart({ name, ...chart }: SavedChartProps) {
  const scheme = useComputedColorScheme('light')
  const svg = useRef<SVGSVGElement>(null)
  const save = async () => {
    if (svg.current === null) return
    try {
      saveFile(`${name}.png`, await svgPicture(svg.current, scheme === 'dark' ? '#191c22' : '#ffffff'))
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <figure className={classes.chart} style={{ maxWidth: shownWidth(chart.labelWidth) }}>
      <IntervalChart ref={svg} {...chart} />
      <Tooltip label="Save as PNG">
        <ActionIcon
          className={classes.save}
          size="sm"
          aria-label={`Save “${chart.title}” as PNG`}
          onClick={() => void save()}
        >
          <IconDownload size={14} />
        </ActionIcon>
      </Tooltip>
    </figure>
  )
}
