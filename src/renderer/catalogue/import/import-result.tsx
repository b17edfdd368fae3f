import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconSparkles } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ImportReport } from '#shared/contract/imports.ts'
import { importSummary } from '#shared/imports/import-summary.ts'
import { useChosenDataset } from '../../app/chosen-dataset.ts'
import { ButtonLink } from '../../components/links.tsx'
import { NextStep } from '../../components/next-step.tsx'
import { LeftOutRows } from './left-out-rows.tsx'

/** What came of an import in sentences, what looks wrong about it, and what was left out and why. */
export function ImportResult({ report, onAgain }: { report: ImportReport; onAgain: () => void }) {
  const { dataset, warnings } = report
  const { choose } = useChosenDataset()
  const navigate = useNavigate()
  const propose = () => {
    choose(dataset.id)
    void navigate({ to: '/generate' })
  }
  return (
    <Stack>
      <Alert color="teal" icon={<IconCheck />} title={`${dataset.name} is imported`} role="status">
        {importSummary(report).map((sentence) => (
          <Text key={sentence} size="sm">
            {sentence}
          </Text>
        ))}
      </Alert>
      {warnings.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="Look at this first" role="alert">
          <List size="sm" spacing={4}>
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Group>
        <NextStep label="Propose negatives" icon={IconSparkles} run={propose} />
        <ButtonLink to="/catalogue" variant="default">
          Open the catalogue
        </ButtonLink>
        <Button variant="default" onClick={onAgain}>
          Import another one
        </Button>
      </Group>
      {report.skippedTotal > 0 && <LeftOutRows report={report} />}
    </Stack>
  )
}
