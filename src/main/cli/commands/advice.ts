import { UsageError } from '../failure.ts'
import { datasetNamed, type Session } from '../session.ts'

export interface AdviceOptions {
  dataset: string
  line?: string[]
  suggested?: boolean
}

/** `advice`: what prompts tell a model of rejections, with the figures that it comes from; other lines where they are given. */
export async function advice(
  session: Session,
  { line, suggested, ...options }: AdviceOptions,
): Promise<void> {
  const { client, output } = session
  if (line !== undefined && suggested) throw new UsageError('Give lines, or --suggested.')
  const { id: dataset } = await datasetNamed(client, options.dataset)
  const lines = suggested ? null : line
  const found =
    lines === undefined ? await client.advice.get({ dataset }) : await client.advice.save({ dataset, lines })
  output.result(found, () =>
    [
      found.edited ? 'Told to models, as a person put it:' : 'Told to models, as it is drawn from decisions:',
      ...(found.lines.length === 0 ? ['  nothing'] : found.lines.map((told) => `  ${told}`)),
      ...(found.suggestions.length === 0 ? [] : ['', 'Drawn from decisions:']),
      ...found.suggestions.map(({ line: drawn, seen }) =>
        seen === null ? `  ${drawn}` : `  ${drawn} (${seen.count} of ${seen.of})`,
      ),
    ].join('\n'),
  )
}
