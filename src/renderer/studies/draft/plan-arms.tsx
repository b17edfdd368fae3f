import { ActionIcon, Badge, Button, Text, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react'
import type { StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { pointsTried, testedSeeds } from '#shared/studies/trainings.ts'
import { countOf } from '../../components/format.ts'
import { nestedArms } from '../nested-arms.ts'
import { modelLabel, settingWords } from '../setting-words.ts'
import classes from '../study-tables.module.css'
import { leftOut } from './plan-edits.ts'

interface PlanArmsProps {
  /** As the template has it, with arms that are left out. */
  draft: StudyPlan
  /** As it would be created. */
  plan: StudyPlan
  removed: readonly string[]
  onRemove: (arm: string) => void
  onRestore: (arm: string) => void
  onEditGrid: (arm: StudyArm) => void
}

/** What is compared: every arm with its placebos beneath it, what it may try, and what that costs. */
export function PlanArms({ draft, plan, removed, onRemove, onRestore, onEditGrid }: PlanArmsProps) {
  const out = leftOut(draft, removed)
  const baseline = draft.arms[0]?.name
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.viewport} tabIndex={0} aria-label="Arms of the plan">
      <table className={classes.table} aria-label="Arms of the plan">
        <thead>
          <tr>
            <th scope="col">
              <span className={classes.hidden}>Changes</span>
            </th>
            <th scope="col">Arm</th>
            <th scope="col">Settings</th>
            <th scope="col">Grid that tuning tries</th>
            <th scope="col" className={classes.number}>
              Trainings on each data set
            </th>
          </tr>
        </thead>
        <tbody>
          {nestedArms(draft.arms, ({ name }) => name).map(({ arm: drafted, depth }) => {
            const isOut = out.has(drafted.name)
            const arm = plan.arms.find(({ name }) => name === drafted.name) ?? drafted
            const tuning = pointsTried(arm, plan)
            const final = testedSeeds(arm, plan).length
            return (
              <tr key={arm.name} data-out={isOut}>
                <td>
                  {removed.includes(arm.name) ? (
                    <Tooltip label="Put it back">
                      <ActionIcon aria-label={`Put ${arm.label} back`} onClick={() => onRestore(arm.name)}>
                        <IconArrowBackUp size={15} />
                      </ActionIcon>
                    </Tooltip>
                  ) : (
                    arm.name !== baseline &&
                    !isOut && (
                      <Tooltip label="Leave it out">
                        <ActionIcon aria-label={`Leave ${arm.label} out`} onClick={() => onRemove(arm.name)}>
                          <IconTrash size={15} />
                        </ActionIcon>
                      </Tooltip>
                    )
                  )}
                </td>
                <th scope="row" className={classes.wrapping} style={{ paddingLeft: depth * 20 }}>
                  {depth > 0 && <span aria-hidden>↳ </span>}
                  {arm.label}
                  {arm.name === baseline && (
                    <Badge ml={6} size="xs" variant="default">
                      baseline
                    </Badge>
                  )}
                  {arm.placeboOf !== null && (
                    <Badge ml={6} size="xs" variant="default">
                      placebo
                    </Badge>
                  )}
                  <Text size="xs" c="dimmed">
                    learns from {SNAPSHOT_WORDS[arm.snapshot ?? 'none']}
                  </Text>
                </th>
                <td className={classes.wrapping}>
                  {modelLabel(arm)}
                  <Text size="xs" c="dimmed">
                    {settingWords(arm)}
                  </Text>
                </td>
                <td className={classes.wrapping}>
                  {Object.keys(arm.grid).length === 0 ? (
                    <Text span size="xs" c="dimmed">
                      nothing to choose
                    </Text>
                  ) : (
                    <>
                      <ul className={classes.lines}>
                        {Object.entries(arm.grid).map(([setting, values]) => (
                          <li key={setting}>
                            {setting}: {values.map(String).join(', ')}
                          </li>
                        ))}
                      </ul>
                      {!isOut && (
                        <Button
                          variant="subtle"
                          size="compact-xs"
                          aria-label={`Change the grid of ${arm.label}`}
                          onClick={() => onEditGrid(arm)}
                        >
                          Change
                        </Button>
                      )}
                    </>
                  )}
                </td>
                <td className={classes.number}>
                  {isOut ? '–' : countOf(tuning + final, 'training')}
                  {!isOut && (
                    <Text size="xs" c="dimmed">
                      {tuning} to tune, {final} to test
                    </Text>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const SNAPSHOT_WORDS = {
  curated: 'curated negatives',
  uncurated: 'uncurated proposals',
  none: 'interactions alone',
} as const
