import { Anchor, Button, Code, Group, List, Modal, Select, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportReport } from '#shared/contract/exports.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { fileName } from '#shared/file-name.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf } from '../../components/format.ts'
import { PathField } from '../../components/path-field.tsx'
import { SettingsFields } from '../../components/settings-fields.tsx'

interface ExportDialogProps {
  /** The snapshot to write; null while the dialog is closed. */
  snapshot: Snapshot | null
  onClose: () => void
}

/** Writes a snapshot's negatives and a data card in one of the formats that the engine knows. */
export function ExportDialog({ snapshot, onClose }: ExportDialogProps) {
  return (
    <Modal
      opened={snapshot !== null}
      onClose={onClose}
      title={`Export ${snapshot === null ? '' : snapshotLabel(snapshot)}`}
    >
      {snapshot !== null && <ExportForm key={snapshot.id} snapshot={snapshot} />}
    </Modal>
  )
}

function ExportForm({ snapshot }: { snapshot: Snapshot }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [settings, setSettings] = useState<Record<string, unknown>>({})
  const [folder, setFolder] = useState('')
  const formats = useQuery(api.exports.formats.queryOptions())
  const write = useMutation(api.exports.write.mutationOptions({ meta: { shownInPlace: true } }))
  if (formats.isError) return <FailureCard error={formats.error} retry={() => void formats.refetch()} />
  const curated = (formats.data ?? []).filter(({ subjects }) => subjects.includes('curated'))
  const format = curated.find(({ name }) => name === chosen) ?? curated[0]
  if (format === undefined) return null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const to = folder.trim()
        write.mutate({
          snapshot: snapshot.id,
          format: format.name,
          settings,
          ...(to === '' ? {} : { to }),
        })
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          {countOf(snapshot.negatives, 'negative')} with provenance, and a data card beside them.
        </Text>
        <Select
          label="Format"
          description={format.summary}
          allowDeselect={false}
          data={curated.map(({ name, label }) => ({ value: name, label }))}
          value={format.name}
          onChange={(name) => {
            setChosen(name)
            setSettings({})
          }}
        />
        {format.fields.length > 0 && (
          <SettingsFields
            fields={format.fields}
            values={settings}
            problems={{}}
            onChange={(name, value) => setSettings((before) => ({ ...before, [name]: value }))}
          />
        )}
        <PathField
          label="Folder"
          description="Left empty: a new folder in the workspace's exports"
          value={folder}
          onChange={setFolder}
          filters={null}
        />
        {write.isError && <FailureCard error={write.error} />}
        {write.data !== undefined && <WrittenFiles report={write.data} />}
        <Group justify="flex-end">
          <Button type="submit" loading={write.isPending} leftSection={<IconDownload size={15} />}>
            Export
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Where the files are; a browser on another machine can fetch those in the workspace. */
function WrittenFiles({ report }: { report: ExportReport }) {
  const bridge = window.studio
  const names = report.files.map(fileName)
  return (
    <Stack gap={4} role="status">
      <Text size="sm">
        Written to <Code>{report.folder}</Code>
      </Text>
      {bridge === undefined ? (
        <List size="sm">
          {report.downloads.map((url, at) => (
            <List.Item key={url}>
              <Anchor href={url} download={names[at]} size="sm">
                Download {names[at]}
              </Anchor>
            </List.Item>
          ))}
        </List>
      ) : (
        <Button
          variant="default"
          size="xs"
          onClick={() => void bridge.revealInFolder(report.files[0] ?? report.folder)}
        >
          Show in folder
        </Button>
      )}
    </Stack>
  )
}
