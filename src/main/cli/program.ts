import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { READERS } from '#main/catalogue/readers/registry.ts'
import { STUDIO_VERSION } from '#main/engine/version.ts'
import { EXPORTERS } from '#main/exports/registry.ts'
import { SplitStrategy } from '#shared/contract/catalogue.ts'
import { ExportSubject } from '#shared/contract/exports.ts'
import { type Annotator, JobId, ProposalId, RunId } from '#shared/contract/ids.ts'
import { ProposalState } from '#shared/contract/proposals.ts'
import { ReviewSort, Verdict } from '#shared/contract/review.ts'
import { SnapshotContent } from '#shared/contract/snapshots.ts'
import { currentGeneratorName, GeneratorKind } from '#shared/generators/generator-options.ts'
import { BackendName, ModelName, OptimizerName, SamplerName } from '#shared/training/config.ts'
import { DEFAULT_SEED, WorldSeed } from '#shared/worlds/seed.ts'
import { WorldName } from '#shared/worlds/world-instance.ts'
import { addAccessCommands, annotator } from './access-program.ts'
import { type AdviceOptions, advice } from './commands/advice.ts'
import { type AttributesOptions, attributes } from './commands/attributes.ts'
import { compareRuns } from './commands/compare.ts'
import { type DoctorOptions, doctor } from './commands/doctor.ts'
import { doctorOffline } from './commands/doctor-offline.ts'
import { type EncodeOptions, encode } from './commands/encode.ts'
import { type ExportOptions, exportFiles } from './commands/export.ts'
import { type ImportOptions, importDataset } from './commands/import.ts'
import { init } from './commands/init.ts'
import { type JobsOptions, listJobs } from './commands/jobs.ts'
import { type MapOptions, map } from './commands/map.ts'
import { listModels, type ModelsOptions, proposeSettingsHelp, trainSettingsHelp } from './commands/models.ts'
import { type ProbeOptions, probe } from './commands/probe.ts'
import { type ProposeOptions, propose } from './commands/propose.ts'
import { type QualityOptions, quality } from './commands/quality.ts'
import { type RestoreOptions, restore } from './commands/restore.ts'
import { resume } from './commands/resume.ts'
import {
  type DecideOptions,
  decide,
  listProposals,
  type ProposalsOptions,
  type SnapshotOptions,
  snapshot,
  undo,
} from './commands/review.ts'
import { type RunsOptions, runs } from './commands/runs.ts'
import { type SampleOptions, sample, worldsHelp } from './commands/sample.ts'
import { settings } from './commands/settings.ts'
import { type TrainOptions, train } from './commands/train.ts'
import { type TryoutOptions, tryout } from './commands/tryout.ts'
import { listSavedViews } from './commands/views.ts'
import { addDecisionsCommands } from './decisions-program.ts'
import { sentenceOf, toFailure, UsageError } from './failure.ts'
import { type GlobalOptions, type Session, type SessionOptions, withGlobals, withSession } from './session.ts'
import { addSnapshotCommands } from './snapshot-program.ts'
import { addStudyCommands } from './study-program.ts'
import type { Terminal } from './terminal.ts'
import { type Assignment, assignment, numberOf } from './values.ts'

/**
 * Runs one `studio` command.
 *
 * @param argv the words after `studio`
 * @returns the exit code: 0 done, 1 an expected failure, 2 wrong usage, 130 stopped by Ctrl-C
 */
export async function runStudio(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    // Help and version were asked for and are printed; help is printed too where no command was named.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError && error.code === 'commander.help') return 2
    const failure = toFailure(
      error instanceof CommanderError ? new UsageError(error.message.replace(/^error: /, '')) : error,
    )
    // Under --json the reader has had the result already when Ctrl-C ended the work.
    if (argv.includes('--json') && failure.exitCode !== 130) {
      terminal.out(`${JSON.stringify({ error: failure.error })}\n`)
    }
    terminal.err(`${sentenceOf(failure)}\n`)
    return failure.exitCode
  }
}

function createProgram(terminal: Terminal): Command {
  const studio = new Command('studio')
    .description('NegGen Studio: generate, curate and learn from contrastive negatives')
    .version(STUDIO_VERSION)
    .exitOverride()
    // runStudio writes the message of every failure, once.
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: () => {} })
    .showSuggestionAfterError()

  /** Subcommands inherit how errors end. */
  const command = (nameAndArguments: string, description: string) =>
    withGlobals(studio.command(nameAndArguments).description(description))

  const inSession =
    <Options extends GlobalOptions>(
      work: (session: Session, options: Options) => Promise<void>,
      sessionOptions: SessionOptions = {},
    ) =>
    (options: Options) =>
      withSession(terminal, options, sessionOptions, (session) => work(session, options))

  command('init', 'make a workspace')
    .option('--sample', 'with the sample catalogue')
    .action(inSession<GlobalOptions & { sample?: boolean }>(init, { create: true }))

  command('sample', 'make a synthetic data set whose truth is known')
    .addOption(
      new Option('--world <world>', 'which one').choices(WorldName.options).default(WorldName.options[0]),
    )
    .option('--seed <seed>', 'decides every draw', numberOf(WorldSeed), DEFAULT_SEED)
    .option('--name <name>', 'what the data set is called; world and seed if left out')
    .option('--set <key=value>', 'a setting of the world; may be repeated', assignment)
    .option('--list', 'list the worlds instead')
    .addHelpText('after', () => `\nWorlds:\n${worldsHelp()}`)
    .action((options: SampleOptions) => sample(terminal, options))

  command('import', 'read a data set, copy its pictures in')
    .requiredOption('--name <name>', 'what the data set is called')
    .option('--items <file>', 'items; the MMRec layout needs none')
    .requiredOption('--interactions <file>', 'interactions; for MMRec the .inter file or its folder')
    .option('--images <dir>', "pictures by item id, or the root of the image column's paths")
    .option(
      '--format <format>',
      `${READERS.map(({ name }) => name).join(', ')}; as the files look if left out`,
    )
    .option('--min-rating <rating>', 'leave lower ratings out', numberOf(z.number()))
    .option('--k-core <k>', 'least interactions of every user and item', numberOf(z.int().min(1).max(1000)))
    .addOption(new Option('--split <strategy>', 'how test items are held out').choices(SplitStrategy.options))
    .option('--seed <seed>', 'orders interactions without a timestamp', numberOf(z.int().nonnegative()))
    .option('--left-out <file>', 'where to list the rows that are left out (NAME-left-out.csv)')
    .action(inSession<GlobalOptions & ImportOptions>(importDataset, { stopsInOrder: true }))

  command('propose', 'generate negatives')
    .requiredOption('--dataset <name>', 'data set')
    .addOption(
      new Option('--generator <generator>', `who proposes: ${GeneratorKind.options.join(', ')}`)
        .argParser(generatorKind)
        .makeOptionMandatory(),
    )
    .option('--model <model>', 'model of the server; the one of the settings if left out')
    .option(
      '--host <url>',
      'address of the server, of an OpenAI-compatible one up to /v1; the one of the settings if left out',
    )
    .option('--limit <count>', 'at most so many items', numberOf(z.int().positive()))
    .option('--concurrency <count>', 'requests in flight', numberOf(z.int().min(1).max(16)))
    .option('--seed <seed>', 'same seed, same proposals', numberOf(z.int().nonnegative()))
    .option('--advice', "with the data set's advice from rejections")
    .option('--set <key=value>', 'any other setting, as listed below; may be repeated', assignment)
    .addHelpText('after', () => `\n${proposeSettingsHelp()}`)
    .action(inSession<GlobalOptions & ProposeOptions>(propose, { stopsInOrder: true }))

  command('try', 'ask the prompts of one item, step by step, and store nothing')
    .requiredOption('--dataset <name>', 'data set')
    .requiredOption('--item <id>', "the item's id")
    .addOption(
      new Option('--generator <generator>', `who proposes: ${GeneratorKind.options.join(', ')}`)
        .argParser(generatorKind)
        .default(GeneratorKind.options[0]),
    )
    .option('--draft <prompt=file>', 'a prompt that is still being written; may be repeated', assignment)
    .option('--prompts', 'with what the model is shown')
    .option('--advice', "with the data set's advice from rejections")
    .option('--set <key=value>', 'a setting, as for propose; may be repeated', assignment)
    .action(inSession<GlobalOptions & TryoutOptions>(tryout))

  command('advice', 'what curators reject, as prompts can tell it to a model')
    .requiredOption('--dataset <name>', 'data set')
    .option('--line <sentence>', 'what is told instead; may be repeated', texts)
    .option('--suggested', 'what is drawn from decisions again')
    .action(inSession<GlobalOptions & AdviceOptions>(advice))

  command('jobs', 'list jobs')
    .option('--job <id>', 'this job with its items', numberOf(JobId))
    .option('--failures', 'failed items with the reason and what the model said')
    .action(inSession<GlobalOptions & JobsOptions>(listJobs))

  command('proposals', 'list proposals')
    .requiredOption('--dataset <name>', 'data set')
    .addOption(new Option('--state <state>', 'of this state alone').choices(ProposalState.options))
    .addOption(
      new Option('--order <order>', 'what comes first; the oldest, or as the view has it').choices(
        ReviewSort.options,
      ),
    )
    .option('--view <name>', 'those that a saved view shows')
    .option('--limit <count>', 'the first so many', numberOf(z.int().positive()))
    .action(inSession<GlobalOptions & ProposalsOptions>(listProposals))

  command('views', 'list the saved views of a data set')
    .requiredOption('--dataset <name>', 'data set')
    .action(inSession<GlobalOptions & { dataset: string }>(listSavedViews))

  command('decide', 'record decisions')
    .option('--proposal <id>', 'proposal; may be repeated', proposalIds)
    .option('--all-pending', 'every proposal that nobody decided on')
    .option('--dataset <name>', 'with --all-pending: of this data set alone')
    .addOption(new Option('--verdict <verdict>', 'verdict').choices(Verdict.options).makeOptionMandatory())
    .requiredOption('--by <name>', 'who decides', annotator)
    .option('--edit <file>', 'JSON of the edited negative')
    .action(inSession<GlobalOptions & DecideOptions>(decide))

  command('undo', "undo a person's last step")
    .requiredOption('--by <name>', 'whose', annotator)
    .action(inSession<GlobalOptions & { by: Annotator }>(undo))

  command('attributes', 'list attributes of proposals, mark them and merge their names and values')
    .requiredOption('--dataset <name>', 'data set')
    .option('--by <name>', 'who decides', annotator)
    .option('--mark <name=role>', 'key, nuisance or undecided; may be repeated', assignment)
    .option('--merge <name=name>', 'the first counts as the second; may be repeated', assignment)
    .option('--merge-value <attribute:value=value>', 'the same for a value; may be repeated', texts)
    .option('--ask-model [model]', "ask Ollama's model for synonyms, and list suggested merges")
    .option('--accept-suggestions', 'merge all that is suggested')
    .option('--undo', 'take back the last verdicts of --by')
    .option('--suggestions', 'list suggested merges instead')
    .action(inSession<GlobalOptions & AttributesOptions>(attributes))

  command('map', 'write where items and negatives stand on a map of their texts')
    .requiredOption('--dataset <name>', 'data set')
    .requiredOption('--to <file>', 'CSV file')
    .option('--again', 'draw it again, even where nothing is new')
    .action(inSession<GlobalOptions & MapOptions>(map))

  command('snapshot', 'save the curated set under a name')
    .requiredOption('--dataset <name>', 'data set')
    .requiredOption('--name <name>', 'what the snapshot is called')
    .option('--note <text>', 'what it is for')
    .addOption(
      new Option('--which <which>', 'what curators let through, or all proposals as generated (uncurated)')
        .choices(SnapshotContent.options)
        .default('curated'),
    )
    .action(inSession<GlobalOptions & SnapshotOptions>(snapshot))

  command('train', 'train one run')
    .requiredOption('--dataset <name>', 'data set')
    .addOption(new Option('--model <model>', 'model').choices(ModelName.options).makeOptionMandatory())
    .addOption(new Option('--sampler <sampler>', 'negative sampler').choices(SamplerName.options))
    .addOption(new Option('--optimizer <optimizer>', 'optimiser').choices(OptimizerName.options))
    .option('--snapshot <name>', 'curated negatives')
    .option('--epochs <count>', 'at most so many', numberOf(z.int().positive()))
    .option('--seed <seed>', 'seed', numberOf(z.int().nonnegative()))
    .addOption(new Option('--backend <backend>', 'what computes').choices(['auto', ...BackendName.options]))
    .option('--set <key=value>', 'any other setting, as listed below; may be repeated', assignment)
    .option('--config <file>', 'JSON of settings')
    .addHelpText('after', () => `\n${trainSettingsHelp()}`)
    .action(inSession<GlobalOptions & TrainOptions>(train, { stopsInOrder: true }))

  command('resume', 'continue a run that was paused or crashed')
    .requiredOption('--run <id>', 'number of the run', numberOf(RunId))
    .action(inSession<GlobalOptions & { run: RunId }>(resume, { stopsInOrder: true }))

  command('quality', 'compare the negatives of generators, snapshots and curators by their figures')
    .requiredOption('--dataset <name>', 'data set')
    .action(inSession<GlobalOptions & QualityOptions>(quality))

  command('runs', 'list runs, or show one and set its labels')
    .option('--dataset <name>', 'of this data set alone')
    .option('--run <id>', 'this run alone', numberOf(RunId))
    .option('--name <text>', "with --run: the run's own name; an empty one takes it away")
    .option(
      '--tag <word>',
      'with --run: its tags from now on; may be repeated, an empty one takes all away',
      texts,
    )
    .option('--note <text>', 'with --run: its notes')
    .action(inSession<GlobalOptions & RunsOptions>(runs))

  command('compare', 'compare runs on the test set')
    .argument('<runs...>', 'numbers of the runs', runIds)
    .action((runs: RunId[], options: GlobalOptions) =>
      withSession(terminal, options, {}, (session) => compareRuns(session, runs)),
    )

  command('probe', 'what the score of an item for a user owes to each attribute')
    .requiredOption('--run <id>', 'a finished run of a model that reads texts', numberOf(RunId))
    .option('--user <id>', "the user's id; without it, users are listed")
    .option('--item <id>', "the item's id; without it, the items that can be asked about are listed")
    .action(inSession<GlobalOptions & ProbeOptions>(probe))

  addDecisionsCommands(studio, terminal)
  addSnapshotCommands(studio, terminal)
  addStudyCommands(studio, terminal)

  command('export', 'write files with a data card')
    .addOption(
      new Option('--what <what>', 'what is written').choices(ExportSubject.options).makeOptionMandatory(),
    )
    .requiredOption('--snapshot <name>', 'curated negatives')
    .option('--dataset <name>', 'where several data sets have a snapshot of this name')
    .addOption(
      new Option('--format <format>', 'format of the files')
        .choices(EXPORTERS.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .requiredOption('--to <dir>', 'folder; made where it is missing')
    .option('--set <key=value>', 'a setting of the format; may be repeated', assignment)
    .action(inSession<GlobalOptions & ExportOptions>(exportFiles))

  addAccessCommands(studio, terminal)

  command('encode', 'encode texts and pictures now, which jobs and runs do when they need them')
    .requiredOption('--dataset <name>', 'data set')
    .action(inSession<GlobalOptions & EncodeOptions>(encode))

  const LISTS = ['--samplers', '--optimizers', '--generators', '--encoders', '--formats'] as const
  const modelsCommand = command('models', 'what can be chosen, and the settings that --set takes')
  for (const list of LISTS) {
    const others = LISTS.filter((other) => other !== list).map((other) => other.slice(2))
    modelsCommand.addOption(new Option(list, `${list.slice(2)} instead of the models`).conflicts(others))
  }
  modelsCommand.action((options: ModelsOptions) => listModels(terminal, options))

  command('settings', "show the workspace's settings, or set some")
    .option('--set <key=value>', 'a setting, such as runsAtOnce=2; may be repeated', assignment)
    .action(inSession<GlobalOptions & { set?: Assignment[] }>(settings))

  command('doctor', 'what this machine has')
    .option('--host <url>', 'Ollama server to look at; the one of the settings if left out')
    .option('--offline', 'run the whole loop instead, and list every address that was contacted')
    .action(({ offline, ...options }: GlobalOptions & DoctorOptions & { offline?: boolean }) =>
      offline ? doctorOffline(terminal, options) : doctor(terminal, options),
    )

  command('restore', 'list the backups of the database, or put one in its place')
    .option('--backup <name>', 'which one, or a path; the former database is kept aside')
    .action((options: RestoreOptions) => restore(terminal, options))

  return studio
}

function generatorKind(text: string): GeneratorKind {
  const parsed = GeneratorKind.safeParse(currentGeneratorName(text))
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(`Allowed choices are ${GeneratorKind.options.join(', ')}.`)
}

function proposalIds(text: string, before: ProposalId[] = []): ProposalId[] {
  return [...before, numberOf(ProposalId)(text)]
}

function texts(text: string, before: string[] = []): string[] {
  return [...before, text]
}

function runIds(text: string, before: RunId[] = []): RunId[] {
  return [...before, numberOf(RunId)(text)]
}
