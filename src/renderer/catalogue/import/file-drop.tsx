import { Group, Progress, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf } from '../../components/format.ts'
import classes from './import.module.css'
import type { ImportForm } from './import-form.ts'
import { isPicture, pictureFolder, relativeName, type UploadedFile, uploadFiles } from './upload.ts'

/** Takes dropped files and folders, finds out which is which, and fills them into the form. */
export function FileDrop({ onFiles }: { onFiles: (part: Partial<ImportForm>) => void }) {
  const [session] = useState(() => crypto.randomUUID())
  const [progress, setProgress] = useState({ done: 0, total: 0 })
  const take = useMutation({
    meta: { shownInPlace: true },
    mutationFn: async (files: File[]) => {
      setProgress({ done: 0, total: files.length })
      const placed = await place(session, files, (done) => setProgress({ done, total: files.length }))
      return await recognise(placed)
    },
    onSuccess: onFiles,
  })
  return (
    <Stack gap="xs">
      <Dropzone
        className={classes.drop}
        onDrop={(files) => take.mutate(files)}
        loading={take.isPending}
        inputProps={{ 'aria-label': 'Files to import' }}
      >
        <Group justify="center" gap="md" style={{ pointerEvents: 'none' }}>
          <IconUpload size={26} stroke={1.5} aria-hidden />
          <div>
            <Text size="sm">Drop the items file, the interactions file and the folder of pictures here</Text>
            <Text size="xs" c="dimmed">
              or press to choose files; CSV, TSV, JSON lines, Parquet, Amazon reviews, or the MMRec layout
            </Text>
          </div>
        </Group>
      </Dropzone>
      {take.isPending && progress.total > 1 && (
        <div role="status">
          <Progress value={(progress.done / progress.total) * 100} aria-label="Upload" />
          <Text size="xs" c="dimmed">
            {progress.done} of {countOf(progress.total, 'file')}
          </Text>
        </div>
      )}
      {take.error !== null && <FailureCard error={take.error} />}
    </Stack>
  )
}

/** Where the files lie for the engine: on this machine already, or sent to it. */
async function place(
  session: string,
  files: readonly File[],
  onProgress: (done: number) => void,
): Promise<UploadedFile[]> {
  const bridge = window.studio
  if (bridge === undefined) return await uploadFiles(session, files, onProgress)
  return files.map((file) => ({
    name: relativeName(file),
    // Paths are compared with relative names, which are written with slashes.
    path: bridge.pathForFile(file).replaceAll('\\', '/'),
  }))
}

async function recognise(files: readonly UploadedFile[]): Promise<Partial<ImportForm>> {
  const found: Partial<ImportForm> = {}
  const images = pictureFolder(files)
  if (images !== null) found.images = images
  for (const { path } of files.filter(({ name }) => !isPicture(name)).slice(0, 8)) {
    const preview = await client.imports.preview({ path })
    if (preview.role === 'items') found.items = path
    else found.interactions = path
  }
  return found
}
