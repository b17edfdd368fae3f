import type { Writer } from '#main/store/database.ts'
import {
  addTemplateVersion,
  findTemplate,
  insertTemplate,
  isTemplateUsed,
  listTemplates,
  readTemplate,
  removeTemplate,
} from '#main/store/template-repository.ts'
import type { ItemId, TemplateId } from '#shared/contract/ids.ts'
import type { ProposeRequest } from '#shared/contract/jobs.ts'
import type { Template, TemplateChoice, TemplateKind, TemplateUse } from '#shared/contract/templates.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { TEMPLATE_VARIABLES } from '#shared/template-variables.ts'
import { BUILT_IN, type BuiltInTemplate, DEFAULT_NAME } from './built-in.ts'
import { render, TemplateError } from './render.ts'
import { itemVariables, type PromptItem } from './variables.ts'

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

/** The contract's section `templates`, and what jobs need of it. */
export interface TemplateService {
  list(): Template[]
  copy(input: { template: TemplateId; name: string }): Template
  save(input: { template: TemplateId; system: string; prompt: string }): Template
  remove(input: { template: TemplateId }): { removed: true }
  preview(input: { kind: TemplateKind; system: string; prompt: string; item: ItemId }): Prompt
  /**
   * The newest versions of the named templates, and of the default ones where none is named.
   *
   * @throws ExpectedError NOT_FOUND, BAD_INPUT where a template of another kind is named
   */
  choose(wanted: ProposeRequest['templates']): TemplateChoice
  /** @throws ExpectedError NOT_FOUND when a version is not there any more */
  texts(choice: TemplateChoice): ChosenTemplates
}

interface Prompt {
  system: string
  prompt: string
}

export interface TemplateDependencies {
  database: Writer
  /** @throws ExpectedError NOT_FOUND */
  item: (id: ItemId) => PromptItem
  builtIn?: readonly BuiltInTemplate[]
}

/**
 * Seeds the built-in templates: a new one is added, a changed one gets another version, and what was
 * there stays, since proposals name it.
 */
export function createTemplateService(dependencies: TemplateDependencies): TemplateService {
  const { database, item, builtIn = BUILT_IN } = dependencies
  seed(database, builtIn)

  function existing(id: TemplateId): Template {
    const template = readTemplate(database, id)
    if (template === undefined) throw new ExpectedError('NOT_FOUND', 'This template does not exist any more.')
    return template
  }

  function ownOne(id: TemplateId, act: string): Template {
    const template = existing(id)
    if (template.builtin) {
      throw new ExpectedError(
        'CONFLICT',
        `"${template.name}" ships with the studio and cannot be ${act}; copy it.`,
      )
    }
    return template
  }

  function newest(kind: TemplateKind, id: TemplateId | undefined): TemplateUse {
    const template = id === undefined ? findTemplate(database, kind, DEFAULT_NAME) : existing(id)
    if (template === undefined) throw new Error(`the built-in template of ${kind} is missing`)
    if (template.kind !== kind) {
      throw new ExpectedError(
        'BAD_INPUT',
        `"${template.name}" is a ${template.kind} template, not a ${kind} one.`,
      )
    }
    return { id: template.id, version: template.versions.at(-1)?.version ?? 1 }
  }

  function text({ id, version }: TemplateUse): TemplateText {
    const template = existing(id)
    const found = template.versions.find((candidate) => candidate.version === version)
    if (found === undefined) {
      throw new ExpectedError('NOT_FOUND', `"${template.name}" has no version ${version}.`)
    }
    return { id, version, name: template.name, system: found.system, prompt: found.prompt }
  }

  return {
    list: () => listTemplates(database),
    copy({ template, name }) {
      const { kind, versions } = existing(template)
      const from = versions.at(-1)
      return database.transaction(() => {
        if (findTemplate(database, kind, name) !== undefined) {
          throw new ExpectedError(
            'CONFLICT',
            `There is a ${kind} template "${name}" already; choose another name.`,
          )
        }
        const id = insertTemplate(database, { kind, name, builtin: false })
        addTemplateVersion(database, id, {
          system: from?.system ?? '',
          prompt: from?.prompt ?? '',
          createdAt: Date.now(),
        })
        return existing(id)
      })
    },
    save({ template: id, system, prompt }) {
      const { kind, versions } = ownOne(id, 'changed')
      renderPrompt({ system, prompt }, blank(kind))
      const newestVersion = versions.at(-1)
      if (newestVersion?.system !== system || newestVersion.prompt !== prompt) {
        addTemplateVersion(database, id, { system, prompt, createdAt: Date.now() })
      }
      return existing(id)
    },
    remove({ template: id }) {
      const { name } = ownOne(id, 'removed')
      if (isTemplateUsed(database, id)) {
        throw new ExpectedError('CONFLICT', `"${name}" cannot be removed: proposals were made with it.`)
      }
      removeTemplate(database, id)
      return { removed: true }
    },
    preview({ kind, system, prompt, item: id }) {
      return renderPrompt({ system, prompt }, { ...blank(kind), ...standIns(kind), ...known(kind, item(id)) })
    },
    choose(wanted = {}) {
      return {
        describe: wanted.describe === null ? null : newest('describe', wanted.describe),
        mask: newest('mask', wanted.mask),
        complete: newest('complete', wanted.complete),
      }
    },
    texts: ({ describe, mask, complete }) => ({
      describe: describe && text(describe),
      mask: text(mask),
      complete: text(complete),
    }),
  }
}

function seed(database: Writer, builtIn: readonly BuiltInTemplate[]): void {
  database.transaction(() => {
    for (const { kind, name: wanted, system, prompt } of builtIn) {
      // A person may have taken the name before the studio came to use it.
      const taken = findTemplate(database, kind, wanted)?.builtin === false
      const name = taken ? `${wanted} (built-in)` : wanted
      const there = findTemplate(database, kind, name)
      const newest = there?.versions.at(-1)
      if (newest?.system === system && newest.prompt === prompt) continue
      const id = there?.id ?? insertTemplate(database, { kind, name, builtin: true })
      addTemplateVersion(database, id, { system, prompt, createdAt: Date.now() })
    }
  })
}

/**
 * A template's system text and prompt with the variables' values in their places.
 *
 * @throws ExpectedError BAD_INPUT that names the text, line and column
 */
export function renderPrompt(template: Prompt, variables: Readonly<Record<string, string>>): Prompt {
  const part = (file: keyof Prompt): string => {
    try {
      return render(template[file], variables)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      const { line, column, message } = error
      throw new ExpectedError('BAD_INPUT', `${message} (${file}, line ${line}, column ${column})`, {
        location: { file, line, column },
      })
    }
  }
  return { system: part('system'), prompt: part('prompt') }
}

function blank(kind: TemplateKind): Record<string, string> {
  return Object.fromEntries(Object.keys(TEMPLATE_VARIABLES[kind]).map((name) => [name, '']))
}

/** For a preview: what only an earlier step's answer would tell. */
function standIns(kind: TemplateKind): Record<string, string> {
  const all: Record<string, string> = {
    visual: '(what the describe prompt says of the picture)',
    attributes: '(the key attributes with their values, from the mask prompt)',
    maskedText: '(the text with its key values masked, from the mask prompt)',
    maskedVisual: '(the visual description with its key values masked, from the mask prompt)',
    schema: '(the JSON schema of the answer)',
  }
  return pick(all, kind)
}

function known(kind: TemplateKind, item: PromptItem): Record<string, string> {
  return pick(itemVariables(item), kind)
}

function pick(values: Record<string, string>, kind: TemplateKind): Record<string, string> {
  const names = Object.keys(TEMPLATE_VARIABLES[kind])
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
}
