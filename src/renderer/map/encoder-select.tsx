import { NativeSelect } from '@mantine/core'
import { type TextEncoderSettings, textEncoderNamed } from '#shared/encoders/text-encoder-settings.ts'

interface EncoderSelectProps {
  /** Of different names; the workspace's first. */
  choices: readonly TextEncoderSettings[]
  encoder: TextEncoderSettings
  onChange: (encoder: TextEncoderSettings) => void
}

/** In whose space the map is drawn. */
export function EncoderSelect({ choices, encoder, onChange }: EncoderSelectProps) {
  return (
    <NativeSelect
      aria-label="Encoder"
      data={choices.map(({ name }, at) => ({
        value: name,
        label: at === 0 ? `${textEncoderNamed(name).label}, of the workspace` : textEncoderNamed(name).label,
      }))}
      value={encoder.name}
      onChange={(event) => {
        const found = choices.find(({ name }) => name === event.currentTarget.value)
        if (found !== undefined) onChange(found)
      }}
    />
  )
}
