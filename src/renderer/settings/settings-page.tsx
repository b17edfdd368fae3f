import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { Page } from '../components/page.tsx'
import { AccessSection } from './access/access-section.tsx'
import { ComputeSection } from './compute-section.tsx'
import { CurationSection } from './curation-section.tsx'
import { DoctorSection } from './doctor-section.tsx'
import { EncoderSection } from './encoder-section.tsx'
import { OllamaSection } from './ollama-section.tsx'
import { OpenAiSection } from './openai-section.tsx'
import { PersonSection } from './person-section.tsx'

/** What the studio is told once: where models are, what trains, who is at work, how it looks; and what this machine has. */
export function SettingsPage() {
  const settings = useQuery(api.system.settings.queryOptions())
  return (
    <Page title="Settings">
      <Stack gap="lg" maw="52rem">
        {settings.error !== null && (
          <FailureCard error={settings.error} retry={() => void settings.refetch()} />
        )}
        {settings.isPending && <Skeleton h="14rem" />}
        {settings.data !== undefined && <OllamaSection settings={settings.data} />}
        {settings.data !== undefined && <OpenAiSection settings={settings.data} />}
        {settings.data !== undefined && <EncoderSection settings={settings.data} />}
        {settings.data !== undefined && <ComputeSection settings={settings.data} />}
        {settings.data !== undefined && <CurationSection settings={settings.data} />}
        <PersonSection />
        <AccessSection />
        <DoctorSection />
      </Stack>
    </Page>
  )
}
