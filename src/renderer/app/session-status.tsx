import { Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useMe } from './caller.ts'
import { api } from './client.ts'
import classes from './shell.module.css'

/** Whose session a browser has, and the way out; the desktop's window has none. */
export function SessionStatus() {
  const { role, name, session } = useMe()
  const leave = useMutation(api.access.leave.mutationOptions({ onSuccess: () => location.assign('/') }))
  if (session === null) return null
  return (
    <Popover position="top-start" width={300}>
      <Popover.Target>
        <UnstyledButton className={classes.statusItem}>
          <IconUser size={14} stroke={1.6} aria-hidden />
          {role === 'owner' ? 'Owner' : name}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            {role === 'owner'
              ? 'This browser is signed in as the owner of the studio.'
              : `This browser is signed in as ${name}, to review. Decisions here carry this name.`}
          </Text>
          <Button
            variant="default"
            size="compact-xs"
            loading={leave.isPending}
            onClick={() => leave.mutate(undefined)}
          >
            Sign out
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
