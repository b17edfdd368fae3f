import { Button, Fieldset, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Settings } from '#shared/contract/system.ts'
import { api, queryClient } from '../app/client.ts'
import { useSaveSettings } from './use-save-settings.ts'

const Reasons = Settings.shape.rejectionReasons

/** What curators can say of why they reject. */
export function CurationSection({ settings }: { settings: Settings }) {
  const [text, setText] = useState(settings.rejectionReasons.join('\n'))
  const save = useSaveSettings({
    onSaved: (saved) => {
      void queryClient.invalidateQueries({ queryKey: api.review.reasons.key() })
      setText(saved.rejectionReasons.join('\n'))
    },
  })
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const parsed = Reasons.safeParse([...new Set(lines)])
  const changed = lines.join('\n') !== settings.rejectionReasons.join('\n')
  return (
    <Fieldset legend="Curation">
      <Textarea
        label="Reasons for a rejection"
        description="One a line, nine at most: each has the digit of its line. Decisions keep the words that they were made with."
        dir="auto"
        autosize
        minRows={4}
        value={text}
        error={parsed.success ? null : 'At most nine reasons of at most 60 characters each.'}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group mt="sm">
        <Button
          disabled={!parsed.success || !changed}
          loading={save.isPending}
          onClick={() => parsed.success && save.mutate({ rejectionReasons: parsed.data })}
        >
          Save reasons
        </Button>
      </Group>
    </Fieldset>
  )
}
