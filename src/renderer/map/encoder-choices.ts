import { textEncoders } from '#shared/encoders/registry.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'

/** The workspace's encoder, and those others that need no setting. */
export function encoderChoices(workspace: TextEncoderSettings): TextEncoderSettings[] {
  const others = textEncoders.flatMap(({ name }) => {
    const parsed = TextEncoderSettings.safeParse({ name })
    return parsed.success && name !== workspace.name ? [parsed.data] : []
  })
  return [workspace, ...others]
}
