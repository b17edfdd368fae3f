import type { TemplateId } from '#shared/contract/ids.ts'
import { type Template, TemplateKind, type TemplateVersion } from '#shared/contract/templates.ts'
import type { Reader, Writer } from './database.ts'
import { generatorOptionSql } from './stored-job-options.ts'

interface Row {
  id: number
  kind: TemplateKind
  name: string
  builtin: number
  version: number
  system: string
  prompt: string
  created_at: number
}

const SELECT = `
  SELECT t.id, t.kind, t.name, t.builtin, v.version, v.system, v.prompt, v.created_at
  FROM template AS t JOIN template_version AS v ON v.template_id = t.id`

/** All templates, the oldest first, built-in ones before the others. */
export function listTemplates(reader: Reader): Template[] {
  return toTemplates(reader.all<Row>(`${SELECT} ORDER BY t.builtin DESC, t.id, v.version`))
}

export function readTemplate(reader: Reader, id: TemplateId): Template | undefined {
  return toTemplates(reader.all<Row>(`${SELECT} WHERE t.id = :id ORDER BY v.version`, { id }))[0]
}

export function findTemplate(reader: Reader, kind: TemplateKind, name: string): Template | undefined {
  const rows = reader.all<Row>(`${SELECT} WHERE t.kind = :kind AND t.name = :name ORDER BY v.version`, {
    kind,
    name,
  })
  return toTemplates(rows)[0]
}

function toTemplates(rows: Row[]): Template[] {
  const templates = new Map<number, Template>()
  for (const row of rows) {
    const template = templates.get(row.id) ?? {
      id: row.id as TemplateId,
      kind: row.kind,
      name: row.name,
      builtin: row.builtin === 1,
      versions: [],
    }
    const { version, system, prompt, created_at: createdAt } = row
    template.versions.push({ version, system, prompt, createdAt })
    templates.set(row.id, template)
  }
  return [...templates.values()]
}

/** A template without a version yet: the caller adds one in the same transaction. */
export function insertTemplate(
  writer: Writer,
  template: { kind: TemplateKind; name: string; builtin: boolean },
): TemplateId {
  const { lastId } = writer.run(
    'INSERT INTO template (kind, name, builtin) VALUES (:kind, :name, :builtin)',
    {
      ...template,
      builtin: template.builtin ? 1 : 0,
    },
  )
  return lastId as TemplateId
}

/** The next version, counted from 1. */
export function addTemplateVersion(
  writer: Writer,
  id: TemplateId,
  text: Pick<TemplateVersion, 'system' | 'prompt' | 'createdAt'>,
): void {
  writer.run(
    `INSERT INTO template_version (template_id, version, system, prompt, created_at)
     SELECT :id, 1 + coalesce(max(version), 0), :system, :prompt, :createdAt
     FROM template_version WHERE template_id = :id`,
    { id, ...text },
  )
}

/** Whether a job, and so perhaps a proposal, names the template. */
export function isTemplateUsed(reader: Reader, id: TemplateId): boolean {
  const used = reader.get(
    `SELECT 1 FROM job
     WHERE :id IN (${TemplateKind.options
       .map((kind) => generatorOptionSql('job', `templates."${kind}".id`))
       .join(', ')}) LIMIT 1`,
    { id },
  )
  return used !== undefined
}

export function removeTemplate(writer: Writer, id: TemplateId): void {
  writer.run('DELETE FROM template WHERE id = :id', { id })
}
