import type { Command } from 'commander'
import {
  compareSnapshots,
  describeSnapshot,
  importSnapshot,
  listSnapshots,
  type OfDataset,
  removeSnapshot,
} from './commands/snapshots.ts'
import { type GlobalOptions, type Session, withGlobals, withSession } from './session.ts'
import type { Terminal } from './terminal.ts'

/** The commands `snapshots list`, `rename`, `remove`, `diff` and `import`. */
export function addSnapshotCommands(studio: Command, terminal: Terminal): void {
  const snapshots = studio.command('snapshots').description('look after snapshots')
  const command = (name: string, description: string) =>
    withGlobals(snapshots.command(name).description(description))
  const ofDataset = (name: string, description: string) =>
    command(name, description).requiredOption('--dataset <name>', 'data set')

  const about =
    <Options extends GlobalOptions>(
      work: (session: Session, what: string, options: Options) => Promise<void>,
    ) =>
    (what: string, options: Options) =>
      withSession(terminal, options, {}, (session) => work(session, what, options))

  command('list', 'list them, with the runs and studies that learned from each')
    .option('--dataset <name>', 'of this data set alone')
    .action((options: GlobalOptions & { dataset?: string }) =>
      withSession(terminal, options, {}, (session) => listSnapshots(session, options)),
    )

  ofDataset('rename', 'give one another name, or a note')
    .argument('<snapshot>', 'its name')
    .option('--to <name>', 'its new name')
    .option('--note <text>', 'what it is for')
    .action(about<GlobalOptions & OfDataset & { to?: string; note?: string }>(describeSnapshot))

  ofDataset('remove', 'remove one that no run and no study needs')
    .argument('<snapshot>', 'its name')
    .action(about<GlobalOptions & OfDataset>(removeSnapshot))

  ofDataset('diff', 'what the second has otherwise than the first')
    .argument('<first>', 'name of a snapshot')
    .argument('<second>', 'name of another one')
    .action((first: string, second: string, options: GlobalOptions & OfDataset) =>
      withSession(terminal, options, {}, (session) => compareSnapshots(session, [first, second], options)),
    )

  ofDataset('import', 'bring an exported snapshot back into a data set that has its items')
    .argument('<path>', 'folder of an export, or a file of it (JSON lines, Parquet)')
    .option('--name <name>', 'what it is called here; as it was if left out')
    .action(about<GlobalOptions & OfDataset & { name?: string }>(importSnapshot))
}
