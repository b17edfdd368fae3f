import type { Command } from 'commander'
import { z } from 'zod'
import { type DecisionsImportOptions, importDecisions } from './commands/decisions.ts'
import { type GlobalOptions, withGlobals, withSession } from './session.ts'
import type { Terminal } from './terminal.ts'
import { numberOf } from './values.ts'

/** The command `decisions import`. */
export function addDecisionsCommands(studio: Command, terminal: Terminal): void {
  const decisions = studio.command('decisions').description('decisions made elsewhere')
  withGlobals(decisions.command('import').description('record the decisions of a file of JSON lines'))
    .argument(
      '<file>',
      'a line has verdict, annotator, and proposal or item and job; docs/curation.md has the rest',
    )
    .requiredOption('--dataset <name>', 'data set')
    .option('--preview', 'say what it would do, and write nothing')
    .option(
      '--theirs <line>',
      'take this line although something else was decided since; may be repeated',
      lines,
    )
    .action((file: string, options: GlobalOptions & DecisionsImportOptions) =>
      withSession(terminal, options, {}, (session) => importDecisions(session, file, options)),
    )
}

function lines(text: string, before: number[] = []): number[] {
  return [...before, numberOf(z.int().positive())(text)]
}
