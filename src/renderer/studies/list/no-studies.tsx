import { Text } from '@mantine/core'
import { IconFlask2 } from '@tabler/icons-react'
import frame from '../../components/page.module.css'
import { TemplateCards } from '../template-cards.tsx'

/** Before the first study: what a study is, and those that take one click. */
export function NoStudies() {
  return (
    <div className={frame.empty}>
      <IconFlask2 size={36} stroke={1.3} aria-hidden />
      <Text fw={600}>No studies yet</Text>
      <Text size="sm" c="dimmed" maw={560}>
        A study is a fair comparison as one object: what is compared, how much each arm may be tuned, and what
        is claimed are written down before anything trains. It ends with one sentence. Start with one of
        these:
      </Text>
      <TemplateCards />
    </div>
  )
}
