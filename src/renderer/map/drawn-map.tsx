import { ActionIcon, Button, Menu, NativeSelect, SegmentedControl, Skeleton, Text } from '@mantine/core'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { MapKey, MapPoints, MapState } from '#shared/contract/maps.ts'
import { MAP_COLUMNS, mapRows } from '#shared/map-table.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatCount } from '../components/format.ts'
import { saveCsv, saveFile } from '../components/save-file.ts'
import { ChosenList } from './chosen-list.tsx'
import { COLORINGS, type Coloring, groupPoints } from './grouping.ts'
import { Legend } from './legend.tsx'
import classes from './map-tab.module.css'
import { PointDetails } from './point-details.tsx'
import { type Point, Scatter, type ScatterHandle, type Tool } from './scatter.tsx'

type Drawn = Extract<MapState, { state: 'drawn' }>

const TOOLS: { value: Tool; label: string }[] = [
  { value: 'rectangle', label: 'Rectangle' },
  { value: 'lasso', label: 'Lasso' },
  { value: 'move', label: 'Move' },
]

interface DrawnMapProps {
  mapKey: MapKey
  name: string
  state: Drawn
  onDraw: () => void
}

export function DrawnMap({ mapKey, name, state, onDraw }: DrawnMapProps) {
  const points = useQuery(api.maps.points.queryOptions({ input: mapKey }))
  if (points.isError) return <FailureCard error={points.error} retry={() => void points.refetch()} />
  if (points.data === undefined) return <Skeleton m="md" h={400} />
  return <MapDesk points={points.data} name={name} state={state} onDraw={onDraw} />
}

interface MapDeskProps {
  points: MapPoints
  name: string
  state: Drawn
  onDraw: () => void
}

function MapDesk({ points, name, state, onDraw }: MapDeskProps) {
  const [coloring, setColoring] = useState<Coloring>('category')
  const [tool, setTool] = useState<Tool>('rectangle')
  const [chosen, setChosen] = useState<ReadonlySet<ProposalId>>(new Set())
  const [shown, setShown] = useState<Point | null>(null)
  const scatter = useRef<ScatterHandle>(null)
  const grouping = useMemo(() => groupPoints(points, coloring), [points, coloring])
  const choose = useCallback((proposals: ProposalId[]) => setChosen(new Set(proposals)), [])
  const file = `${name} map`.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')
  return (
    <>
      <div className={classes.bar}>
        <NativeSelect
          label="Color"
          data={COLORINGS.map(({ value, label }) => ({ value, label }))}
          value={coloring}
          onChange={(event) => {
            const found = COLORINGS.find(({ value }) => value === event.currentTarget.value)
            if (found !== undefined) setColoring(found.value)
          }}
          styles={{ root: { display: 'flex', alignItems: 'center', gap: 6 } }}
        />
        <SegmentedControl
          aria-label="Dragging"
          data={TOOLS}
          value={tool}
          onChange={(value) => {
            const found = TOOLS.find((one) => one.value === value)
            if (found !== undefined) setTool(found.value)
          }}
        />
        <Text size="xs" c="dimmed" style={{ flex: 1 }}>
          {extent(state)}
        </Text>
        {state.newer > 0 && <Text size="xs">{countOf(state.newer, 'proposal')} newer than the map</Text>}
        <Button
          variant={state.newer > 0 ? 'light' : 'default'}
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={onDraw}
        >
          Draw again
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label="Export the map">
              <IconDownload size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => saveCsv(`${file}.csv`, MAP_COLUMNS, mapRows(points))}>
              Export as CSV
            </Menu.Item>
            <Menu.Item
              onClick={() =>
                scatter.current?.picture()?.toBlob((picture) => {
                  if (picture !== null) saveFile(`${file}.png`, picture)
                })
              }
            >
              Export as PNG
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <div className={classes.body}>
        <Scatter
          ref={scatter}
          points={points}
          grouping={grouping}
          chosen={chosen}
          shown={shown}
          tool={tool}
          label={`Map of ${countOf(points.items.length, 'item')} and ${countOf(points.proposals.length, 'negative')}. The legend beside it lists and chooses them by keyboard.`}
          onShow={setShown}
          onChoose={choose}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <aside className={classes.side} tabIndex={0} aria-label="What the map shows">
          <PointDetails points={points} shown={shown} />
          <Legend groups={grouping.groups} chosen={chosen} onChoose={setChosen} />
          <ChosenList
            points={points}
            chosen={chosen}
            onShow={setShown}
            onClear={() => setChosen(new Set())}
          />
        </aside>
      </div>
    </>
  )
}

function extent({ items, allItems, proposals, allProposals }: Drawn): string {
  const part = (shown: number, all: number, noun: string) =>
    shown === all ? countOf(all, noun) : `${formatCount(shown)} of ${countOf(all, noun)}`
  return `${part(items, allItems, 'item')}, ${part(proposals, allProposals, 'negative')}`
}
