import { Fieldset, Stack } from '@mantine/core'
import { Curators } from './curators.tsx'
import { Sessions } from './sessions.tsx'

/** Who may come in through a browser: curators with a token of their own, and the browsers that are signed in. */
export function AccessSection() {
  return (
    <Fieldset legend="Access">
      <Stack gap="lg">
        <Curators />
        <Sessions />
      </Stack>
    </Fieldset>
  )
}
