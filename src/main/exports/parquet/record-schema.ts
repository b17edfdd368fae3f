import type { SchemaElement } from 'hyparquet'
import { z } from 'zod'

/** What a JSON schema says of a value, as far as a column of a table needs it. */
export type ValueShape =
  | { kind: 'text' | 'integer' | 'boolean' | 'bytes'; nullable: boolean }
  | { kind: 'list'; of: ValueShape; nullable: boolean }
  | { kind: 'group'; fields: ReadonlyMap<string, ValueShape>; nullable: boolean }

/** What of a JSON schema says what a value is. */
interface SchemaNode {
  type?: string | string[] | undefined
  items?: SchemaNode | undefined
  properties?: Record<string, SchemaNode> | undefined
  anyOf?: SchemaNode[] | undefined
}
const Node: z.ZodType<SchemaNode> = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  items: z.lazy(() => Node.optional()),
  properties: z.lazy(() => z.record(z.string(), Node).optional()),
  anyOf: z.lazy(() => z.array(Node).optional()),
})

/** The columns of a table of such objects; what the schema says of one is what the file says. */
export function columnsOf(schema: z.ZodObject): ReadonlyMap<string, ValueShape> {
  const shape = shapeOf(Node.parse(z.toJSONSchema(schema)), false)
  if (shape.kind !== 'group') throw new TypeError('a table holds objects')
  return shape.fields
}

function shapeOf(node: SchemaNode, mayBeNull: boolean): ValueShape {
  const alternatives = node.anyOf ?? [node.type ?? []].flat().map((type) => ({ ...node, type }))
  const [value, ...others] = alternatives.filter(({ type }) => type !== 'null')
  if (value === undefined || others.length > 0) throw new TypeError('a column has one type')
  const nullable = mayBeNull || alternatives.length > 1
  if (node.anyOf !== undefined) return shapeOf(value, nullable)
  switch (value.type) {
    case 'string':
      return { kind: 'text', nullable }
    case 'integer':
      return { kind: 'integer', nullable }
    case 'boolean':
      return { kind: 'boolean', nullable }
    case 'array':
      return { kind: 'list', of: shapeOf(value.items ?? {}, false), nullable }
    case 'object': {
      const fields = Object.entries(value.properties ?? {})
      return {
        kind: 'group',
        fields: new Map(fields.map(([name, field]) => [name, shapeOf(field, false)])),
        nullable,
      }
    }
    default:
      throw new TypeError(`no column holds ${value.type}`)
  }
}

/** The columns as Parquet lays them out: lists in three levels, as its specification asks of new files. */
export function parquetElements(columns: ReadonlyMap<string, ValueShape>): SchemaElement[] {
  return [{ name: 'root', num_children: columns.size }, ...fieldElements(columns)]
}

function fieldElements(fields: ReadonlyMap<string, ValueShape>): SchemaElement[] {
  return [...fields].flatMap(([name, shape]) => elements(name, shape))
}

function elements(name: string, shape: ValueShape): SchemaElement[] {
  const head = { name, repetition_type: shape.nullable ? 'OPTIONAL' : 'REQUIRED' } as const
  switch (shape.kind) {
    case 'text':
      return [{ ...head, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }]
    case 'bytes':
      return [{ ...head, type: 'BYTE_ARRAY' }]
    case 'integer':
      return [{ ...head, type: 'INT64' }]
    case 'boolean':
      return [{ ...head, type: 'BOOLEAN' }]
    case 'list':
      return [
        { ...head, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elements('element', shape.of),
      ]
    case 'group':
      return [{ ...head, num_children: shape.fields.size }, ...fieldElements(shape.fields)]
  }
}

/** A value as the writer takes it: integers of 64 bits are bigints. */
export function toParquet(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value)
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(toParquet)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toParquet(inner)]))
}
