import { spawn } from 'node:child_process'
import { getServers } from 'node:dns'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isWorkspace } from '#main/store/workspace.ts'
import { DEFAULT_SETTINGS, type Settings } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { Interrupted } from '../failure.ts'
import { Contact, configuredPlaces, type Judged, judge } from '../offline/contacts.ts'
import recorder from '../offline/record-network.ts?modulePath'
import { straceContacts, straceWords } from '../offline/strace.ts'
import { wholeLoop } from '../offline/whole-loop.ts'
import { type GlobalOptions, withSession } from '../session.ts'
import { Output, type Terminal, table } from '../terminal.ts'

/**
 * `doctor --offline`: runs the whole loop in a workspace of its own, with the settings of the given one, and lists every address that one of
 * its processes wanted to reach.
 *
 * @throws ExpectedError CONFLICT where a step fails, or an address is neither configured nor of this machine
 */
export async function doctorOffline(terminal: Terminal, globals: GlobalOptions): Promise<void> {
  const output = new Output(terminal, globals.json)
  const given = await settingsOf(terminal, globals)
  const folder = mkdtempSync(join(tmpdir(), 'studio-offline-'))
  try {
    const record = join(folder, 'network.jsonl')
    const calls = join(folder, 'strace.txt')
    const tracer = straceWords(calls)
    const watched: Contact[] = []
    for (const { doing, words } of wholeLoop(changesFrom(given), folder)) {
      output.status(`The whole loop, watched: ${doing} …`)
      await runStep(terminal, { doing, words, folder, record, tracer: tracer ?? [] })
      if (tracer !== null) watched.push(...straceContacts(readFileSync(calls, 'utf8')))
    }
    output.status(null)
    const contacts = judge(
      [...recorded(record), ...watched],
      configuredPlaces(given),
      getServers().map((server) => server.replace(/^\[|\](:\d+)?$/g, '')),
    )
    const strangers = contacts.filter(({ verdict }) => verdict === 'stranger')
    const how = tracer === null ? 'node' : 'node and strace'
    output.result({ offline: strangers.length === 0, watchedBy: how, contacts }, () =>
      readable(contacts, how),
    )
    if (strangers.length === 0) return
    const addresses = [...new Set(strangers.map(({ host }) => host))].join(', ')
    throw new ExpectedError('CONFLICT', `The studio wanted to reach ${addresses}, which no setting names.`, {
      retry: 'Look at the settings and at NODE_OPTIONS; where neither explains it, report it.',
    })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Those of the workspace that was named, else what a new one has. */
async function settingsOf(terminal: Terminal, globals: GlobalOptions): Promise<Settings> {
  if (!isWorkspace(resolve(terminal.folder, globals.workspace))) return DEFAULT_SETTINGS
  return await withSession(terminal, globals, {}, ({ client }) => client.system.settings())
}

/** What makes a new workspace reach for the same places, as `--set` takes it. */
function changesFrom({ ollamaHost, textEncoder }: Settings): string[] {
  return [`ollamaHost=${ollamaHost}`, `textEncoder=${JSON.stringify(textEncoder)}`]
}

interface WatchedStep {
  doing: string
  words: readonly string[]
  folder: string
  record: string
  tracer: readonly string[]
}

/** Runs one command of the studio in a process of its own, with the recorder in it and in every process that it starts. */
async function runStep(
  terminal: Terminal,
  { doing, words, folder, record, tracer }: WatchedStep,
): Promise<void> {
  // The command is built beside the trainer.
  const studio = join(dirname(terminal.program.trainer), 'cli.js')
  const before = process.env.NODE_OPTIONS ?? ''
  const [command = process.execPath, ...args] = [...tracer, process.execPath]
  const child = spawn(
    command,
    [...args, studio, ...words, '--workspace', join(folder, 'workspace'), '--json'],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        STUDIO_NETWORK_RECORD: record,
        NODE_OPTIONS: `--import=${pathToFileURL(recorder).href} ${before}`.trim(),
      },
      signal: terminal.interrupted,
    },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-4000)
  })
  const { promise, resolve: settle } = Promise.withResolvers<string | null>()
  child.on('error', (error) => settle(error.message))
  child.on('close', (code) => settle(code === 0 ? null : said.trim()))
  const failure = await promise
  if (terminal.interrupted.aborted) throw new Interrupted()
  if (failure === null) return
  throw new ExpectedError('CONFLICT', `The loop came no further than to ${doing}: ${failure}`, {
    retry: 'Mend that, then try again; `studio doctor` says what this machine lacks.',
  })
}

function recorded(file: string): Contact[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => Contact.parse(JSON.parse(line)))
}

function readable(contacts: readonly Judged[], how: string): string {
  const watched =
    how === 'node'
      ? 'Watched: every connection and name of the studio’s processes. Native libraries by themselves were not watched: strace is not here.'
      : 'Watched: every connection and name of the studio’s processes, and by strace every network call of theirs, native libraries included.'
  if (contacts.length === 0) return `The whole loop ran and contacted no address.\n${watched}`
  const list = table(contacts, {
    host: ({ host }) => host,
    address: ({ address }) => address,
    port: ({ port }) => String(port ?? ''),
    what: (contact) => {
      switch (contact.verdict) {
        case 'this machine':
          return 'this machine'
        case 'configured':
          return `configured: ${contact.of}`
        case 'stranger':
          return 'NOT CONFIGURED'
      }
    },
  })
  return `The whole loop ran and contacted:\n${list}\n${watched}`
}
