import { Autocomplete, Button, Group } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFolderOpen } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMe } from '../app/caller.ts'
import { api } from '../app/client.ts'

interface PathFieldProps {
  label: string
  description: string
  value: string
  onChange: (path: string) => void
  /** Kinds of files to choose from; null for a folder. */
  filters: { name: string; extensions: string[] }[] | null
  required?: boolean
}

/** A path on the engine's machine: chosen in the system's dialog on the desktop, typed with completion anywhere. */
export function PathField({
  label,
  description,
  value,
  onChange,
  filters,
  required = false,
}: PathFieldProps) {
  const [typed] = useDebouncedValue(value, 120)
  const { remote } = useMe()
  const entries = useQuery({
    ...api.imports.complete.queryOptions({ input: { path: typed } }),
    enabled: typed !== '' && !remote,
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: 2000,
  })
  const bridge = window.studio
  const choose = useMutation({
    mutationFn: async () => {
      if (bridge === undefined) return null
      return filters === null
        ? await bridge.chooseFolder({ title: label })
        : await bridge.chooseFile({ title: label, filters })
    },
    onSuccess: (path) => {
      if (path !== null) onChange(path)
    },
  })
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Autocomplete
        style={{ flex: 1 }}
        label={label}
        description={
          remote
            ? 'From another machine files are sent; no path of the studio’s machine is taken.'
            : description
        }
        disabled={remote}
        withAsterisk={required}
        value={value}
        onChange={onChange}
        spellCheck={false}
        autoComplete="off"
        placeholder="/path/on/this/machine"
        data={[...new Set((entries.data ?? []).map(({ path }) => path))]}
        filter={({ options }) => options}
        maxDropdownHeight={240}
      />
      {bridge !== undefined && (
        <Button
          variant="default"
          leftSection={<IconFolderOpen size={16} />}
          onClick={() => choose.mutate()}
          aria-label={`Choose: ${label}`}
        >
          Choose…
        </Button>
      )}
    </Group>
  )
}
