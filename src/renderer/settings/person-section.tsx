import { Fieldset, Group, Input, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Annotator } from '#shared/contract/ids.ts'
import { useAnnotator } from '../app/annotator.ts'
import { COLOR_SCHEMES, useColorScheme } from '../app/color-scheme.ts'

const SCHEMES = ['auto', 'light', 'dark'] as const

/** Who sits at this window, and how it looks to them. Kept by the window, not by the workspace. */
export function PersonSection() {
  const [annotator, setAnnotator] = useAnnotator()
  const [name, setName] = useState<string>(annotator ?? '')
  const [touched, setTouched] = useState(false)
  const { colorScheme, setColorScheme } = useColorScheme()
  const parsed = Annotator.safeParse(name)
  return (
    <Fieldset legend="This window">
      <Group align="flex-start" gap="xl">
        <TextInput
          label="Curator"
          description="The name that your decisions are recorded under"
          w="18rem"
          maxLength={80}
          autoComplete="off"
          error={parsed.success || !touched ? null : 'A name is needed to review.'}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setTouched(true)
            const next = Annotator.safeParse(event.currentTarget.value)
            if (next.success) setAnnotator(next.data)
          }}
        />
        <Input.Wrapper label="Colours" labelElement="div" description="Light, dark, or as the system has it">
          <SegmentedControl
            aria-label="Colours"
            value={colorScheme}
            onChange={(value) => {
              const scheme = SCHEMES.find((candidate) => candidate === value)
              if (scheme !== undefined) setColorScheme(scheme)
            }}
            data={SCHEMES.map((scheme) => ({ value: scheme, label: COLOR_SCHEMES[scheme].label }))}
            display="flex"
            mt={4}
          />
        </Input.Wrapper>
      </Group>
    </Fieldset>
  )
}
