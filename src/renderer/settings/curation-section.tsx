import { Button, Fieldset, Group, NumberInput, Textarea } from '@mantine/core'
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
      <AuditShare share={settings.auditShare} />
    </Fieldset>
  )
}

/** How many bad negatives are planted, in percent. */
function AuditShare({ share }: { share: number }) {
  const [percent, setPercent] = useState<number | string>(share * 100)
  const save = useSaveSettings()
  const parsed = Settings.shape.auditShare.safeParse(Number(percent) / 100)
  const valid = percent !== '' && parsed.success
  return (
    <Group mt="md" align="flex-end">
      <NumberInput
        label="Planted negatives, in percent"
        description="Known to be bad, and shown among what jobs propose from now on: who accepts them is not reading. They are never exported or trained on. 0 turns them off."
        min={0}
        max={20}
        decimalScale={1}
        step={1}
        w="32rem"
        maw="100%"
        value={percent}
        error={valid ? null : 'A number from 0 to 20.'}
        onChange={setPercent}
      />
      <Button
        disabled={!valid || parsed.data === share}
        loading={save.isPending}
        onClick={() => valid && save.mutate({ auditShare: parsed.data })}
      >
        Save share
      </Button>
    </Group>
  )
}
