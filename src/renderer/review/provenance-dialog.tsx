import { Code, Loader, Modal, ScrollArea, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { Provenance, StepProvenance } from '#shared/contract/proposals.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { generatorNamed } from '#shared/generators/generator-options.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { formatSeconds } from '../components/format.ts'

interface ProvenanceDialogProps {
  proposal: ProposalId
  opened: boolean
  onClose: () => void
}

/** Where a proposal comes from, down to the model's own words. */
export function ProvenanceDialog({ proposal, opened, onClose }: ProvenanceDialogProps) {
  const query = useQuery({
    ...api.proposals.provenance.queryOptions({ input: { proposal } }),
    enabled: opened,
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Provenance"
      size="lg"
      scrollAreaComponent={ScrollArea.Autosize}
    >
      {query.data !== undefined ? (
        <ProvenanceFacts provenance={query.data} />
      ) : query.isError ? (
        <FailureCard error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loader size="sm" />
      )}
    </Modal>
  )
}

/** The job's options that no other row shows, under the labels of the settings that they were chosen by. */
function optionsOf({ generator: name, options }: Provenance): [string, unknown][] {
  const { generator, ...common } = options
  const own = typeof generator === 'object' && generator !== null ? generator : {}
  const fields = [JobSettings, generatorNamed(name).settings].flatMap(settingFields)
  return Object.entries({ ...common, ...own })
    .filter(([key]) => !['name', 'model', 'seed', 'hint'].includes(key))
    .map(([key, value]) => [fields.find((field) => field.name === key)?.label ?? inWords(key), value])
}

function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function ProvenanceFacts({ provenance }: { provenance: Provenance }) {
  const facts: [string, string | null][] = [
    ['Generator', generatorNamed(provenance.generator).label],
    ['Model', provenance.model],
    ['Model digest', provenance.modelDigest],
    ['Server version', provenance.serverVersion],
    ['Seed', String(provenance.seed)],
    ['Hint', provenance.hint],
    ['Examples shown', provenance.examples?.map((proposal) => `#${proposal}`).join(', ') ?? null],
    ['Encoder of the quality metrics', provenance.encoder],
    ['Took', formatSeconds(provenance.milliseconds / 1000)],
    ...optionsOf(provenance).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ]
  return (
    <Stack gap="md">
      <Table aria-label="Provenance">
        <Table.Tbody>
          {facts
            .filter(([, value]) => value !== null)
            .map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" w={190}>
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {provenance.steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a prompt can be asked twice; steps have no identity but their order
        <StepFacts key={place} step={step} />
      ))}
    </Stack>
  )
}

function StepFacts({ step }: { step: StepProvenance }) {
  const numbers = [
    step.template === null ? null : `${step.template.name}, version ${step.template.version}`,
    formatSeconds(step.milliseconds / 1000),
    step.promptTokens === null ? null : `${step.promptTokens} tokens read`,
    step.answerTokens === null ? null : `${step.answerTokens} written`,
  ]
  return (
    <section aria-label={`Step ${step.step}`}>
      <Title order={3} size="h6" tt="capitalize">
        {step.step}
      </Title>
      <Text size="xs" c="dimmed" mb={4}>
        {numbers.filter((part) => part !== null).join(' · ')}
      </Text>
      <Stack gap={4}>
        {step.answers.map((answer, attempt) => (
          <Code
            block
            // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no identity but their order
            key={attempt}
            tabIndex={0}
            aria-label={`Answer ${attempt + 1}`}
          >
            {answer}
          </Code>
        ))}
      </Stack>
    </section>
  )
}
