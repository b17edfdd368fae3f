import { Button, EmptyState, Title } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'

export function PageMissing() {
  return (
    <EmptyState
      mt={80}
      icon={<IconMapOff size={40} stroke={1.5} />}
      title={
        <Title order={1} size="h4">
          There is no such page
        </Title>
      }
      description="The address may be from an older version of the studio."
    >
      <EmptyState.Actions>
        <Button component={Link} to="/catalogue">
          Open the catalogue
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  )
}
