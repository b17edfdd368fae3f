import { Badge, Box, Combobox, Group, InputBase, Text, useCombobox } from '@mantine/core'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { countOf } from '../components/format.ts'
import { useIsOwner } from './caller.ts'
import { useChosenDataset } from './chosen-dataset.ts'
import classes from './shell.module.css'

const IMPORT = 'import'

/** Which data set the whole window is about. */
export function DatasetSwitcher() {
  const { datasets, dataset, choose, loading } = useChosenDataset()
  const navigate = useNavigate()
  const isOwner = useIsOwner()
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.selectActiveOption(),
    onDropdownClose: () => combobox.resetSelectedOption(),
  })
  const absence = loading ? 'Loading…' : 'No data set yet'
  const submit = (value: string) => {
    combobox.closeDropdown()
    if (value === IMPORT) {
      void navigate({ to: '/import' })
      return
    }
    const chosen = datasets.find((candidate) => String(candidate.id) === value)
    if (chosen !== undefined) choose(chosen.id)
  }
  return (
    <Box px={8} pb={8}>
      <Combobox store={combobox} onOptionSubmit={submit} width={280} position="bottom-start" shadow="md">
        <Combobox.Target targetType="button" withAriaAttributes>
          <InputBase
            component="button"
            type="button"
            pointer
            className={classes.switcher}
            aria-label={`Data set: ${dataset?.name ?? absence}`}
            title={dataset?.name ?? absence}
            leftSection={<IconDatabase size={16} stroke={1.6} aria-hidden />}
            leftSectionPointerEvents="none"
            rightSection={<Combobox.Chevron />}
            rightSectionPointerEvents="none"
            onClick={() => combobox.toggleDropdown()}
            styles={{ input: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } }}
          >
            <span className={classes.switcherName} dir="auto">
              {dataset?.name ?? (
                <Text component="span" size="xs" c="dimmed">
                  {absence}
                </Text>
              )}
            </span>
          </InputBase>
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options aria-label="Data sets" mah={360} style={{ overflowY: 'auto' }}>
            {datasets.map((candidate) => (
              <Combobox.Option
                key={candidate.id}
                value={String(candidate.id)}
                active={candidate.id === dataset?.id}
                aria-selected={candidate.id === dataset?.id}
              >
                <Group gap={6} wrap="nowrap" justify="space-between">
                  <Text size="sm" fw={candidate.id === dataset?.id ? 600 : 400} truncate dir="auto">
                    {candidate.name}
                  </Text>
                  {candidate.synthetic && <Badge color="grape">synthetic</Badge>}
                </Group>
                <Text size="xs" c="dimmed">
                  {countOf(candidate.counts.items, 'item')}, {countOf(candidate.counts.users, 'user')}
                </Text>
              </Combobox.Option>
            ))}
            {isOwner && (
              <Combobox.Option value={IMPORT}>
                <Group gap={6}>
                  <IconPlus size={14} aria-hidden />
                  <Text size="sm">Import a data set…</Text>
                </Group>
              </Combobox.Option>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </Box>
  )
}
