import { Switch } from '@mantine/core'
import type { JobForm } from '../job-form.ts'

interface AdviceSwitchProps {
  form: JobForm
  onChange: (form: JobForm) => void
}

/** Whether the model is told what curators reject. */
export function AdviceSwitch({ form, onChange }: AdviceSwitchProps) {
  return (
    <Switch
      label="Advice from rejections"
      description="The lines of the tab Advice, as they are when the job starts"
      checked={form.advice}
      onChange={(event) => onChange({ ...form, advice: event.currentTarget.checked })}
    />
  )
}
