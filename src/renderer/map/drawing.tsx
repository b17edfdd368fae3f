import { Button, EmptyState, Progress, Stack, Text } from '@mantine/core'
import { IconMap2 } from '@tabler/icons-react'
import type { MapState } from '#shared/contract/maps.ts'

type Stage = Extract<MapState, { state: 'drawing' }>['stage']

const STAGES: Readonly<Record<Stage, string>> = {
  encoding: 'Encoding the texts',
  neighbors: 'Finding what lies near what',
  layout: 'Laying the points out',
}

/** There is no map yet. */
export function NoMap({ encoder, onDraw }: { encoder: string; onDraw: () => void }) {
  return (
    <EmptyState
      mt={60}
      icon={<IconMap2 size={44} stroke={1.3} />}
      title="No map yet"
      description={`Items and negatives in two dimensions, near each other where ${encoder} finds their texts alike. Drawing takes up to a minute for ten thousand points, and is kept.`}
    >
      <EmptyState.Actions>
        <Button onClick={onDraw}>Draw the map</Button>
      </EmptyState.Actions>
    </EmptyState>
  )
}

interface DrawingProps {
  stage: Stage
  /** Done of the stage, from 0 to 1; null where nobody can say. */
  share: number | null
  onCancel: () => void
}

/** The map is being drawn; it goes on when this page is left. */
export function Drawing({ stage, share, onCancel }: DrawingProps) {
  return (
    <Stack p="md" gap="xs" maw={480} mx="auto" mt={60} w="100%">
      <Text fw={600}>{STAGES[stage]} …</Text>
      <Progress
        value={share === null ? 100 : share * 100}
        animated={share === null}
        aria-label={STAGES[stage]}
      />
      <Button variant="default" onClick={onCancel} style={{ alignSelf: 'flex-start' }}>
        Cancel
      </Button>
    </Stack>
  )
}
