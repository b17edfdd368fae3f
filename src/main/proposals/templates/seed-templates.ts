import type { Writer } from '#main/store/database.ts'
import { addTemplateVersion, findTemplate, insertTemplate } from '#main/store/template-repository.ts'
import { BUILT_IN, type BuiltInTemplate } from './built-in.ts'

/**
 * Brings the built-in templates into the store: a new one is added, a changed one gets another version, and
 * what was there stays, since proposals name it. For the start of the engine.
 */
export function seedTemplates(database: Writer, builtIn: readonly BuiltInTemplate[] = BUILT_IN): void {
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
