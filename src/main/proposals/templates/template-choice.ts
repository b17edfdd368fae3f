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

/** The texts of a choice. */
export type ChosenTemplates = { readonly [Kind in TemplateKind]?: TemplateText }

/** Templates that a job names. */
export type WantedTemplates = { readonly [Kind in TemplateKind]?: TemplateId | undefined }

/**
 * For each prompt that a job may ask the newest version of the named template, or of the default one where none is named.
 * What is named for a prompt that is not asked is not looked at.
 *
 * @throws ExpectedError NOT_FOUND, BAD_INPUT where a template of another kind is named
 */
export function chooseTemplates(
  reader: Reader,
  kinds: readonly TemplateKind[],
  wanted: WantedTemplates,
): TemplateChoice {
  return Object.fromEntries(kinds.map((kind) => [kind, newest(reader, kind, wanted[kind])]))
}

/** @throws ExpectedError NOT_FOUND when a version is not there any more */
export function readChosenTemplates(reader: Reader, chosen: TemplateChoice): ChosenTemplates {
  return Object.fromEntries(Object.entries(chosen).map(([kind, use]) => [kind, readText(reader, use)]))
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
