import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { SessionId } from '#shared/contract/access.ts'
import { Annotator } from '#shared/contract/ids.ts'
import {
  addCurator,
  listCurators,
  listSessions,
  printInvitation,
  removeCurator,
  revokeSessions,
} from './commands/access.ts'
import { curatorFigures, type FiguresOptions } from './commands/curator-figures.ts'
import { type ServeOptions, serve } from './commands/serve.ts'
import { type GlobalOptions, type Session, withGlobals, withSession } from './session.ts'
import type { Terminal } from './terminal.ts'
import { numberOf } from './values.ts'

interface ServeCommandOptions extends GlobalOptions, ServeOptions {
  url?: boolean
  listSessions?: boolean
  revoke?: SessionId | 'all'
}

/** The commands `serve` and `curators`: how browsers come in, and who. */
export function addAccessCommands(studio: Command, terminal: Terminal): void {
  const inSession = (options: GlobalOptions, work: (session: Session) => Promise<void>) =>
    withSession(terminal, options, {}, work)

  withGlobals(studio.command('serve').description('browser mode, or who is let in by it'))
    .option('--port <port>', 'a free one if left out', numberOf(z.int().min(0).max(65_535)), 0)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--open', 'open the browser')
    .option('--tls-cert <file>', 'certificate (PEM): speak https')
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--public-url <url>', 'address of a proxy that stands before the studio', publicUrl)
    .addOption(
      new Option('--url', 'print a fresh address of the studio that runs, for one browser').conflicts([
        'open',
        'tlsCert',
        'tlsKey',
        'publicUrl',
        'listSessions',
        'revoke',
      ]),
    )
    .addOption(new Option('--list-sessions', 'list the browsers that are let in').conflicts(['revoke']))
    .option('--revoke <id>', 'end a session, or all', sessionOrAll)
    .action((options: ServeCommandOptions) => {
      if (options.url) return inSession(options, printInvitation)
      if (options.listSessions) return inSession(options, listSessions)
      const { revoke } = options
      if (revoke !== undefined) return inSession(options, (session) => revokeSessions(session, revoke))
      return serve(terminal, options, options)
    })

  const curators = studio
    .command('curators')
    .description('who may come in to review, each with a token of their own, and how they decide')
  withGlobals(curators.command('list').description('list curators')).action((options: GlobalOptions) =>
    inSession(options, listCurators),
  )
  withGlobals(
    curators.command('figures').description('how fast and how each decides, and which audits they catch'),
  )
    .requiredOption('--dataset <name>', 'data set')
    .action((options: GlobalOptions & FiguresOptions) =>
      inSession(options, (session) => curatorFigures(session, options)),
    )
  withGlobals(curators.command('add').description('make a token for somebody'))
    .argument('<name>', 'the name that their decisions carry', annotator)
    .action((name: Annotator, options: GlobalOptions) =>
      inSession(options, (session) => addCurator(session, name)),
    )
  withGlobals(curators.command('remove').description('let somebody in no more'))
    .argument('<name>', 'the curator', annotator)
    .action((name: Annotator, options: GlobalOptions) =>
      inSession(options, (session) => removeCurator(session, name)),
    )
}

export function annotator(text: string): Annotator {
  const parsed = Annotator.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('A name has 1 to 80 characters.')
}

function sessionOrAll(text: string): SessionId | 'all' {
  if (text === 'all') return text
  const parsed = SessionId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('A session has an id of eight characters, or is "all".')
}

function publicUrl(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return url
  throw new InvalidArgumentError(
    'It begins with https:// and has no path, such as https://studio.example.org.',
  )
}
