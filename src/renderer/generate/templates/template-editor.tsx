import {
  Alert,
  Badge,
  Button,
  Code,
  Group,
  Modal,
  Stack,
  Tabs,
  Text,
  Textarea,
  TextInput,
  Title,
  Tooltip,
} from '@mantine/core'
import { openConfirmModal } from '@mantine/modals'
import { IconCopy, IconDeviceFloppy, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Template, TemplateKind } from '#shared/contract/templates.ts'
import { TEMPLATE_VARIABLES } from '#shared/template-variables.ts'
import { api, queryClient } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { notifyDone } from '../../components/notify.ts'
import { TemplateHistory } from './template-history.tsx'
import classes from './templates.module.css'
import { TryoutPanel } from './tryout-panel.tsx'

interface TemplateEditorProps {
  template: Template
  dataset: Dataset | null
  labels: Readonly<Record<TemplateKind, string>>
  onOpen: (template: Template | null) => void
}

/** One template: its text to edit into a new version, its history, and beside it a trial on a real item. */
export function TemplateEditor({ template, dataset, labels, onOpen }: TemplateEditorProps) {
  const newest = template.versions.at(-1)
  const [system, setSystem] = useState(newest?.system ?? '')
  const [prompt, setPrompt] = useState(newest?.prompt ?? '')
  const [copying, setCopying] = useState(false)
  const promptBox = useRef<HTMLTextAreaElement>(null)
  const changed = system !== newest?.system || prompt !== newest?.prompt
  useBlocker({
    disabled: template.builtin || !changed,
    // The browser asks with its own words; leaving within the studio asks as well.
    shouldBlockFn({ current, next }) {
      // Another item to try it on keeps what was written.
      const stays =
        current.routeId === '/generate' &&
        next.routeId === '/generate' &&
        next.search.tab === current.search.tab &&
        next.search.template === current.search.template
      return !stays && !window.confirm('The template has changes that are not saved. Leave them?')
    },
  })
  const settings = useQuery(api.system.settings.queryOptions())
  const status = useQuery(api.ollama.status.queryOptions({ input: { wait: false } }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.templates.list.key() })
  const save = useMutation(
    api.templates.save.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: async (saved) => {
        await refresh()
        notifyDone(`Saved as version ${saved.versions.at(-1)?.version}.`)
      },
    }),
  )
  const remove = useMutation(
    api.templates.remove.mutationOptions({
      onSuccess: async () => {
        onOpen(null)
        await refresh()
      },
    }),
  )
  const insert = (variable: string) => {
    const box = promptBox.current
    if (box === null || template.builtin) return
    box.setRangeText(`{{${variable}}}`, box.selectionStart, box.selectionEnd, 'end')
    setPrompt(box.value)
    box.focus()
  }
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs" miw={0} wrap="nowrap">
          <Title
            order={2}
            size="h5"
            style={{ whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }}
          >
            {template.name}
          </Title>
          <Badge color="gray" style={{ flex: 'none' }}>
            {template.kind}
          </Badge>
          <Badge color="gray" style={{ flex: 'none' }}>
            version {newest?.version}
          </Badge>
        </Group>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" leftSection={<IconCopy size={15} />} onClick={() => setCopying(true)}>
            Copy
          </Button>
          {!template.builtin && (
            <>
              <Button
                variant="default"
                color="red"
                leftSection={<IconTrash size={15} />}
                loading={remove.isPending}
                onClick={() =>
                  openConfirmModal({
                    title: `Delete ${template.name}?`,
                    children: (
                      <Text size="sm">
                        All its versions go. Templates that proposals name cannot be deleted.
                      </Text>
                    ),
                    labels: { confirm: 'Delete the template', cancel: 'Keep it' },
                    confirmProps: { color: 'red.8' },
                    onConfirm: () => remove.mutate({ template: template.id }),
                  })
                }
              >
                Delete
              </Button>
              <Button
                leftSection={<IconDeviceFloppy size={15} />}
                disabled={!changed || prompt.trim() === ''}
                loading={save.isPending}
                onClick={() => save.mutate({ template: template.id, system, prompt })}
              >
                Save as a new version
              </Button>
            </>
          )}
        </Group>
      </Group>
      {template.builtin && (
        <Alert color="gray" p="xs">
          This template ships with the studio and stays as it is. Copy it to change it.
        </Alert>
      )}
      {save.error !== null && <FailureCard error={save.error} />}
      <div className={classes.columns}>
        <Tabs defaultValue="edit" variant="default" keepMounted={false}>
          <Tabs.List aria-label="Template">
            <Tabs.Tab value="edit">Text</Tabs.Tab>
            <Tabs.Tab value="history">History ({template.versions.length})</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="edit" pt="sm">
            <Stack gap="sm">
              <Textarea
                label="System text"
                description="The same for every item, so that the server keeps it in its cache"
                className={classes.prompt ?? ''}
                autosize
                minRows={3}
                maxRows={12}
                readOnly={template.builtin}
                spellCheck={false}
                value={system}
                onChange={(event) => setSystem(event.currentTarget.value)}
              />
              <Textarea
                ref={promptBox}
                label="Prompt"
                className={classes.prompt ?? ''}
                autosize
                minRows={10}
                maxRows={32}
                readOnly={template.builtin}
                spellCheck={false}
                value={prompt}
                onChange={(event) => setPrompt(event.currentTarget.value)}
              />
              <Variables kind={template.kind} {...(template.builtin ? {} : { onInsert: insert })} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="sm">
            <TemplateHistory versions={template.versions} />
          </Tabs.Panel>
        </Tabs>
        {dataset === null && (
          <Text size="sm" c="dimmed">
            A trial needs an item: import a data set first.
          </Text>
        )}
        {settings.error !== null && <FailureCard error={settings.error} />}
        {dataset !== null && settings.data !== undefined && (
          <TryoutPanel
            key={dataset.id}
            template={template}
            draft={{ system, prompt }}
            dataset={dataset.id}
            settings={settings.data}
            status={status.data}
            labels={labels}
          />
        )}
      </div>
      <CopyDialog template={template} opened={copying} onClose={() => setCopying(false)} onCopied={onOpen} />
    </Stack>
  )
}

interface VariablesProps {
  kind: Template['kind']
  onInsert?: (variable: string) => void
}

function Variables({ kind, onInsert }: VariablesProps) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={6}>
        Variables of this step{onInsert === undefined ? '' : ' (press one to insert it)'}. A part between{' '}
        <Code>{'{{#name}}'}</Code> and <Code>{'{{/name}}'}</Code> is there only if the variable is not empty,
        with <Code>{'{{^name}}'}</Code> only if it is.
      </Text>
      <Group gap={6}>
        {Object.entries(TEMPLATE_VARIABLES[kind]).map(([variable, meaning]) => (
          <Tooltip key={variable} label={meaning}>
            <Button
              variant="default"
              size="compact-xs"
              ff="monospace"
              disabled={onInsert === undefined}
              aria-label={`Insert ${variable}: ${meaning}`}
              onClick={() => onInsert?.(variable)}
            >
              {`{{${variable}}}`}
            </Button>
          </Tooltip>
        ))}
      </Group>
    </div>
  )
}

interface CopyDialogProps {
  template: Template
  opened: boolean
  onClose: () => void
  onCopied: (template: Template) => void
}

function CopyDialog({ template, opened, onClose, onCopied }: CopyDialogProps) {
  const [name, setName] = useState(`${template.name}, own`)
  const copy = useMutation(
    api.templates.copy.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: async (made) => {
        await queryClient.invalidateQueries({ queryKey: api.templates.list.key() })
        onClose()
        onCopied(made)
      },
    }),
  )
  return (
    <Modal opened={opened} onClose={onClose} title={`Copy ${template.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          copy.mutate({ template: template.id, name: name.trim() })
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label="Name of the copy"
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {copy.error !== null && <FailureCard error={copy.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={copy.isPending} disabled={name.trim() === ''}>
              Make the copy
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
