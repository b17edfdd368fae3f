import {
  countPutBack,
  countReasons,
  countRejectedAlone,
  countRejectionNotes,
  type Repeated,
  readAdvice,
} from '#main/store/advice-repository.ts'
import { readStandingVerdicts } from '#main/store/attribute-verdict-repository.ts'
import type { Reader } from '#main/store/database.ts'
import { normalized } from '#shared/attributes/normalized.ts'
import { schemeOf } from '#shared/attributes/scheme.ts'
import type { Advice, AdviceSource, AdviceSuggestion } from '#shared/contract/advice.ts'
import type { DatasetId } from '#shared/contract/ids.ts'

/** What happened once is no pattern. */
const LEAST = 2
/** Each line costs tokens in every prompt, and a model follows few. */
const MOST = 6
/** Of a note; a longer one is about its item. */
const LONGEST_NOTE = 120

/**
 * What a data set's decisions say to a model: reasons and notes of rejections, attributes that edits put back or that were
 * all that rejected negatives changed, and attributes that count as nuisance. Counted, without a model: the same decisions
 * give the same lines.
 */
export function suggestAdvice(reader: Reader, dataset: DatasetId): AdviceSuggestion[] {
  const nuisances = schemeOf(readStandingVerdicts(reader, dataset).map(({ verdict }) => verdict))
    .roles.filter(({ role }) => role === 'nuisance')
    .map(({ name }) => name)
  const notes = countRejectionNotes(reader, dataset).filter(({ text }) => text.length <= LONGEST_NOTE)
  const putBack = countPutBack(reader, dataset).filter(
    (one) => isUsual(one) && !nuisances.includes(normalized(one.text)),
  )
  const alone = countRejectedAlone(reader, dataset).filter(isUsual)
  const counted = [
    ...lines('reason', countReasons(reader, dataset), (reason) => `Rejected before: "${reason}".`),
    ...lines('note', notes, (note) => `Said of rejected ones: "${note}".`),
    ...lines('put-back', putBack, (name) => `Leave ${name} as it is: people put it back.`),
    ...lines('rejected-alone', alone, (name) => `Do not change ${name} alone: people rejected that.`),
  ].sort((a, b) => b.seen.count - a.seen.count || (a.line < b.line ? -1 : 1))
  const decided = nuisances.map((name) => ({
    line: `Leave ${name} as it is: people do not choose by it.`,
    source: 'nuisance' as const,
    seen: null,
  }))
  return [...decided, ...counted]
}

function lines(source: AdviceSource, found: readonly Repeated[], line: (text: string) => string) {
  return found
    .filter(({ count }) => count >= LEAST)
    .map(({ text, count, of }) => ({ line: line(text), source, seen: { count, of } }))
}

/** More often than not. */
function isUsual({ count, of }: Repeated): boolean {
  return 2 * count > of
}

/** What the prompts of a data set's jobs say when they give advice. */
export function adviceOf(reader: Reader, dataset: DatasetId): Advice {
  const suggestions = suggestAdvice(reader, dataset)
  const own = readAdvice(reader, dataset)
  return {
    lines: own ?? suggestions.slice(0, MOST).map(({ line }) => line),
    edited: own !== undefined,
    suggestions,
  }
}
