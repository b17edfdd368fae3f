import type { Reader } from '#main/store/database.ts'
import { findTemplate, readTemplate } from '#main/store/template-repository.ts'
import type { TemplateId } from '#shared/contract/ids.ts'
import type { Template, TemplateChoice, TemplateKind, TemplateUse } from '#shared/contract/templates.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { DEFAULT_NAME } from './built-in.ts'

/** One version of a template, ready to be rendered. */
export interface TemplateText extends TemplateUse {
  name: string
  system: string
  prompt: string
}

/** The texts of a choice; null where the describe prompt is left out. */
export interface ChosenTemplates {
  describe: TemplateText | null
  mask: TemplateText
  complete: TemplateText
}

/** Templates that a job names; null leaves the describe prompt out. */
export interface WantedTemplates {
  readonly describe?: TemplateId | null | undefined
  readonly mask?: TemplateId | undefined
  readonly complete?: TemplateId | undefined
}

/**
 * The newest versions of the named templates, and of the default ones where none is named.
 *
 * @throws ExpectedError NOT_FOUND, BAD_INPUT where a template of another kind is named
 */
export function chooseTemplates(reader: Reader, wanted: WantedTemplates): TemplateChoice {
  return {
    describe: wanted.describe === null ? null : newest(reader, 'describe', wanted.describe),
    mask: newest(reader, 'mask', wanted.mask),
    complete: newest(reader, 'complete', wanted.complete),
  }
}

/** @throws ExpectedError NOT_FOUND when a version is not there any more */
export function readChosenTemplates(
  reader: Reader,
  { describe, mask, complete }: TemplateChoice,
): ChosenTemplates {
  return {
    describe: describe && readText(reader, describe),
    mask: readText(reader, mask),
    complete: readText(reader, complete),
  }
}

/** @throws ExpectedError NOT_FOUND */
export function existingTemplate(reader: Reader, id: TemplateId): Template {
  const template = readTemplate(reader, id)
  if (template === undefined) throw new ExpectedError('NOT_FOUND', 'This template does not exist any more.')
  return template
}

function newest(reader: Reader, kind: TemplateKind, id: TemplateId | undefined): TemplateUse {
  const template = id === undefined ? findTemplate(reader, kind, DEFAULT_NAME) : existingTemplate(reader, id)
  if (template === undefined) throw new Error(`the built-in template of ${kind} is missing`)
  if (template.kind !== kind) {
    throw new ExpectedError(
      'BAD_INPUT',
      `"${template.name}" is a ${template.kind} template, not a ${kind} one.`,
    )
  }
  return { id: template.id, version: template.versions.at(-1)?.version ?? 1 }
}

function readText(reader: Reader, { id, version }: TemplateUse): TemplateText {
  const template = existingTemplate(reader, id)
  const found = template.versions.find((candidate) => candidate.version === version)
  if (found === undefined) {
    throw new ExpectedError('NOT_FOUND', `"${template.name}" has no version ${version}.`)
  }
  return { id, version, name: template.name, system: found.system, prompt: found.prompt }
}
