import { Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { BackendName, type TrainConfig } from '#shared/training/config.ts'
import { api } from '../app/client.ts'
import { backendChoices } from './backend-choices.ts'
import classes from './run-form.module.css'

interface BackendFieldProps {
  backend: TrainConfig['backend']
  onChange: (backend: TrainConfig['backend']) => void
}

/** What computes; what cannot here is listed with the reason. */
export function BackendField({ backend, onChange }: BackendFieldProps) {
  const report = useQuery(api.system.backends.queryOptions({ input: { refresh: false } }))
  const choices = backendChoices(report.data?.backends, report.data?.auto.name ?? null)
  return (
    <Select
      label="Backend"
      allowDeselect={false}
      checkIconPosition="right"
      maxDropdownHeight={360}
      comboboxProps={{ width: 360, position: 'bottom-start' }}
      classNames={{ option: classes.option }}
      data={choices}
      value={backend}
      onChange={(value) => {
        const chosen = BackendName.safeParse(value)
        onChange(chosen.success ? chosen.data : 'auto')
      }}
      renderOption={({ option }) => (
        <div>
          {option.label}
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {choices.find(({ value }) => value === option.value)?.explanation}
          </Text>
        </div>
      )}
    />
  )
}
