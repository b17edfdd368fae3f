import { type Command, Option } from 'commander'
import { z } from 'zod'
import { StudyFormat, StudyTemplateName } from '#shared/contract/studies.ts'
import { exportStudy, listStudies, runStudy, showStudy } from './commands/study.ts'
import { newStudy, type StudyNewOptions } from './commands/study-new.ts'
import { type GlobalOptions, type Session, withGlobals, withSession } from './session.ts'
import type { Terminal } from './terminal.ts'
import { assignment, numberOf } from './values.ts'

/** The commands `study new`, `run`, `show`, `list` and `export`. */
export function addStudyCommands(studio: Command, terminal: Terminal): void {
  const study = studio
    .command('study')
    .description('compare fairly: arms, seeds and hypotheses as one object')

  const command = (nameAndArguments: string, description: string) =>
    withGlobals(study.command(nameAndArguments).description(description))

  /** A command about the study of a name. */
  const about =
    <Options extends GlobalOptions>(
      work: (session: Session, name: string, options: Options) => Promise<void>,
      stopsInOrder = false,
    ) =>
    (name: string, options: Options) =>
      withSession(terminal, options, { stopsInOrder }, (session) => work(session, name, options))

  command('new', 'write a plan down, which never changes')
    .requiredOption('--name <name>', 'what the study is called')
    .addOption(new Option('--template <template>', 'a plan that is ready').choices(StudyTemplateName.options))
    .option('--dataset <name>', 'to compare on; several are replications of the same comparison', texts)
    .option('--curated <name>', 'snapshot of curated negatives; the newest of each data set if left out')
    .option('--uncurated <name>', 'the same of uncurated ones')
    .option('--seed <seed>', 'of a tested training; may be repeated', numbers(z.int().nonnegative()))
    .option(
      '--trials <count>',
      'points that every arm tries on validation',
      numberOf(z.int().min(1).max(500)),
    )
    .option('--set <key=value>', 'a setting that all models have, for every arm; may be repeated', assignment)
    .option('--file <file>', 'JSON of a whole plan, instead of a template')
    .action((options: GlobalOptions & StudyNewOptions) =>
      withSession(terminal, options, {}, (session) => newStudy(session, options)),
    )

  command('run', 'start a study, or go on with it')
    .argument('<name>', 'the study')
    .action(about(runStudy, true))

  command('show', 'what a study found so far').argument('<name>', 'the study').action(about(showStudy))

  command('list', 'list studies').action((options: GlobalOptions) =>
    withSession(terminal, options, {}, listStudies),
  )

  command('export', 'write the tables of a study')
    .argument('<name>', 'the study')
    .addOption(
      new Option('--format <format>', 'of the file').choices(StudyFormat.options).makeOptionMandatory(),
    )
    .requiredOption('--to <file>', 'the file')
    .action(about<GlobalOptions & { format: StudyFormat; to: string }>(exportStudy))
}

function texts(text: string, before: string[] = []): string[] {
  return [...before, text]
}

function numbers(schema: z.ZodType<number>): (text: string, before?: number[]) => number[] {
  return (text, before = []) => [...before, numberOf(schema)(text)]
}
