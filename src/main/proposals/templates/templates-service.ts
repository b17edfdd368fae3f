import { estimateTokens } from '#main/generators/strategies/ask.ts'
import type { Writer } from '#main/store/database.ts'
import { readPositive } from '#main/store/item-repository.ts'
import {
  addTemplateVersion,
  findTemplate,
  insertTemplate,
  isTemplateUsed,
  listTemplates,
  removeTemplate,
} from '#main/store/template-repository.ts'
import type { ItemId, TemplateId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Template } from '#shared/contract/templates.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { blankVariables, previewVariables } from './preview-variables.ts'
import { renderPrompt } from './prompt.ts'
import { existingTemplate } from './template-choice.ts'
import type { PromptItem } from './variables.ts'

/** The contract's section `templates`. */
export function createTemplatesService({ workspace: { database } }: { workspace: { database: Writer } }) {
  return {
    list: () => listTemplates(database),
    copy({ template, name }) {
      const { kind, versions } = existingTemplate(database, template)
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
        return existingTemplate(database, id)
      })
    },
    save({ template: id, system, prompt }) {
      const { kind, versions } = ownOne(id, 'changed')
      renderPrompt({ system, prompt }, blankVariables(kind))
      const newestVersion = versions.at(-1)
      if (newestVersion?.system !== system || newestVersion.prompt !== prompt) {
        addTemplateVersion(database, id, { system, prompt, createdAt: Date.now() })
      }
      return existingTemplate(database, id)
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
      const rendered = renderPrompt({ system, prompt }, previewVariables(kind, existingItem(id)))
      return {
        ...rendered,
        estimatedTokens: estimateTokens(rendered.system) + estimateTokens(rendered.prompt),
      }
    },
  } satisfies Service<'templates'>

  function existingItem(id: ItemId): PromptItem {
    const item = readPositive(database, id)
    if (item === undefined) throw new ExpectedError('NOT_FOUND', 'This item does not exist any more.')
    return item
  }

  function ownOne(id: TemplateId, act: string): Template {
    const template = existingTemplate(database, id)
    if (template.builtin) {
      throw new ExpectedError(
        'CONFLICT',
        `"${template.name}" ships with the studio and cannot be ${act}; copy it.`,
      )
    }
    return template
  }
}
