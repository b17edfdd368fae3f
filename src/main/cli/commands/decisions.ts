import type { DecisionImport } from '#shared/contract/decision-imports.ts'
import { datasetNamed, type Session } from '../session.ts'

export interface DecisionsImportOptions {
  dataset: string
  preview?: boolean
  theirs?: number[]
}

/** `decisions import`: one step of each annotator of the file; what was decided otherwise since is listed and left as it is. */
export async function importDecisions(
  session: Session,
  file: string,
  options: DecisionsImportOptions,
): Promise<void> {
  const { client, output } = session
  const dataset = await datasetNamed(client, options.dataset)
  const input = { dataset: dataset.id, path: session.path(file), theirs: options.theirs ?? [] }
  const isPreview = options.preview === true
  const result = isPreview ? await client.decisions.preview(input) : await client.decisions.import(input)
  output.result(result, () => sentences(result, isPreview).join('\n'))
}

function sentences({ steps, unchanged, conflicts }: DecisionImport, isPreview: boolean): string[] {
  const verb = isPreview ? 'would decide' : 'decided'
  return [
    ...steps.map(({ annotator, decisions }) => `${annotator} ${verb} ${decisions}`),
    ...(steps.length === 0 ? [`Nothing ${isPreview ? 'would be' : 'was'} written.`] : []),
    ...(unchanged === 0 ? [] : [`${unchanged} are decided so already`]),
    ...conflicts.map(({ line, proposal, theirs, ours }) => {
      const stands = ours === null ? 'it was taken back' : `${ours.annotator} ${ours.state} it`
      return `line ${line}, proposal ${proposal}: ${theirs.annotator} says ${theirs.verdict}, but ${stands} since`
    }),
    ...(conflicts.length === 0 ? [] : ['Left as they are; --theirs LINE takes that line all the same.']),
  ]
}
