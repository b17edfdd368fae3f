import { AttributeRole, AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { AttributeSuggestion } from '#shared/contract/attributes.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, type Session } from '../session.ts'
import type { Assignment } from '../values.ts'

export interface AttributesOptions {
  dataset: string
  by?: Annotator
  mark?: Assignment[]
  merge?: Assignment[]
  mergeValue?: string[]
  /** A model's name, or true for the workspace's. */
  askModel?: string | true
  acceptSuggestions?: boolean
  undo?: boolean
  suggestions?: boolean
}

/**
 * `attributes`: lists attributes or suggested merges; before that, asks a model for merges, gives verdicts or takes the last
 * ones back. What a model says is never accepted by the command that asks it: it is to be seen first.
 */
export async function attributes({ client, output }: Session, options: AttributesOptions): Promise<void> {
  const given = [
    ...(options.mark ?? []).map(roleVerdict),
    ...(options.merge ?? []).map(({ key, value }) => verdict({ kind: 'name', name: key, into: value })),
    ...(options.mergeValue ?? []).map(valueVerdict),
  ]
  const changes = given.length > 0 || options.acceptSuggestions === true
  if (changes && options.undo) throw new UsageError('Give verdicts or --undo the last ones, not both.')
  if (options.askModel !== undefined && options.acceptSuggestions) {
    throw new UsageError('Look at what the model suggests first: accept it with another command.')
  }
  const annotator = options.by
  if ((changes || options.undo) && annotator === undefined) {
    throw new UsageError('Say who decides: --by NAME.')
  }
  const { id: dataset } = await datasetNamed(client, options.dataset)
  if (options.askModel !== undefined) {
    const model = options.askModel === true ? {} : { model: options.askModel }
    const asked = await client.attributes.askModel({ dataset, ...model })
    output.message(`${asked.model} was asked ${asked.questions} questions and named ${asked.merges} merges.`)
  }
  if (annotator !== undefined && options.undo) {
    const { undone } = await client.attributes.undo({ dataset, annotator })
    output.message(undone === null ? 'Nothing to undo.' : `Took back: ${undone.description}`)
  }
  if (annotator !== undefined && changes) {
    const accepted = options.acceptSuggestions
      ? (await client.attributes.list({ dataset })).suggestions.flatMap(({ verdicts }) => verdicts)
      : []
    // What was typed comes last: it wins over what a rule suggests.
    const verdicts = [...accepted, ...given]
    if (verdicts.length > 0) await client.attributes.decide({ dataset, annotator, verdicts })
  }
  const listed = await client.attributes.list({ dataset })
  if (options.suggestions || options.askModel !== undefined) {
    output.rows(
      listed.suggestions,
      {
        source: ({ source }) => source,
        rule: ({ rule }) => rule,
        merge: ({ verdicts }) => summaryOf(verdicts),
        why: ({ reason }) => reason,
      },
      'No suggestions.',
    )
    return
  }
  output.rows(
    listed.attributes,
    {
      attribute: ({ name }) => name,
      role: ({ role, effectiveRole }) => (role === 'undecided' ? `${effectiveRole} (by count)` : role),
      changed: ({ changed }) => changed,
      kept: ({ kept }) => kept,
      'put back': ({ putBack }) => putBack,
      values: ({ values }) => values.length,
      'most frequent': ({ values }) =>
        values
          .slice(0, 3)
          .map(({ value, changed }) => `${value} ${changed}`)
          .join(', '),
      merged: ({ merged }) => merged.join(', '),
    },
    'No attributes: nothing was proposed yet.',
  )
}

function summaryOf([first, ...others]: AttributeSuggestion['verdicts']): string {
  if (first === undefined || first.kind === 'role') return ''
  const from = first.kind === 'name' ? first.name : `${first.name}: ${first.value}`
  return `${from}${others.length === 0 ? '' : ` and ${others.length} more`} -> ${first.into}`
}

function roleVerdict({ key: name, value }: Assignment): AttributeVerdict {
  const role = AttributeRole.safeParse(value)
  if (!role.success) {
    throw new UsageError(`--mark ${name}=${value}: a role is ${AttributeRole.options.join(', ')}.`)
  }
  return verdict({ kind: 'role', name, role: role.data })
}

function valueVerdict(text: string): AttributeVerdict {
  const [, name, value, into] = /^([^:]+):([^=]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || value === undefined || into === undefined) {
    throw new UsageError(`--merge-value ${text}: write it as ATTRIBUTE:VALUE=VALUE.`)
  }
  return verdict({ kind: 'value', name, value, into })
}

/** @throws UsageError where a name or a value is empty */
function verdict(input: AttributeVerdict): AttributeVerdict {
  const parsed = AttributeVerdict.safeParse(input)
  if (parsed.success) return parsed.data
  throw new UsageError('A name or a value is empty.')
}
