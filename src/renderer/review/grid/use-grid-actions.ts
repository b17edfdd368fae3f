import { useActions } from '../../components/actions.ts'

export interface GridCommands {
  /** By so many tiles, also backwards. */
  move(by: number): void
  /** The same, and chooses what lies between. */
  extend(by: number): void
  toggle(): void
  clear(): void
  open(): void
}

const ARROWS = [
  { key: 'arrowright', way: 'right', rows: 0, tiles: 1 },
  { key: 'arrowleft', way: 'left', rows: 0, tiles: -1 },
  { key: 'arrowdown', way: 'down', rows: 1, tiles: 0 },
  { key: 'arrowup', way: 'up', rows: -1, tiles: 0 },
] as const

/** What the keys do in the grid, beside what they do to a proposal anywhere. */
export function useGridActions(
  commands: GridCommands,
  { columns, chosen }: { columns: number; chosen: number },
) {
  return useActions('Grid', [
    ...ARROWS.map(({ key, way, rows, tiles }) => ({
      id: `move-${way}`,
      keys: key,
      label: `Move ${way}`,
      repeats: true,
      run: () => commands.move(rows * columns + tiles),
    })),
    ...ARROWS.map(({ key, way, rows, tiles }) => ({
      id: `choose-${way}`,
      keys: `shift+${key}`,
      label: `Choose and move ${way}`,
      repeats: true,
      run: () => commands.extend(rows * columns + tiles),
    })),
    { id: 'choose', keys: 'space', label: 'Choose this one, or no longer', run: () => commands.toggle() },
    {
      id: 'choose-none',
      keys: 'escape',
      label: 'Choose none',
      enabled: chosen > 0,
      run: () => commands.clear(),
    },
    { id: 'open', keys: 'enter', label: 'Open this one', run: () => commands.open() },
  ])
}
