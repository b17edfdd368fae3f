import { z } from 'zod'
import type { SettingMeta } from './descriptor.ts'

interface FieldBase {
  /** Key in the settings. */
  readonly name: string
  readonly label: string
  readonly help: string
  readonly advanced: boolean
  readonly unit: string | null
  /** What the window shows in place of a plain field. */
  readonly control: SettingMeta['control'] | null
  /** `undefined` where the user has to give a value or may leave it out. */
  readonly default: unknown
  readonly required: boolean
}

export interface NumberField extends FieldBase {
  readonly kind: 'number'
  readonly integer: boolean
  readonly min: number | null
  readonly max: number | null
  /** `min` itself is not allowed. */
  readonly aboveMin: boolean
  readonly multipleOf: number | null
  readonly step: number
  /** Texts that are allowed in place of a number, such as "auto". */
  readonly words: readonly string[]
}

export interface SwitchField extends FieldBase {
  readonly kind: 'switch'
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice'
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}

export interface TextField extends FieldBase {
  readonly kind: 'text'
}

/** A list of texts; several are written with commas between. */
export interface ListField extends FieldBase {
  readonly kind: 'list'
}

/** One setting as a form field, an assignment of `--set` or a line of help. */
export type SettingField = NumberField | SwitchField | ChoiceField | TextField | ListField

/**
 * The fields of a settings schema, in the schema's order. Literals are left out: they name the thing and
 * are not set.
 * @throws Error for a property that no kind of field can show
 */
export function settingFields(schema: z.ZodObject): SettingField[] {
  const { properties, required } = ObjectSchema.parse(z.toJSONSchema(schema, { io: 'input' }))
  return Object.entries(properties).flatMap(([name, property]) =>
    property.const === undefined ? [fieldOf(name, property, required.includes(name))] : [],
  )
}

const Alternative = z.object({
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array', 'null']).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  multipleOf: z.number().optional(),
})
type Alternative = z.infer<typeof Alternative>

const Property = Alternative.extend({
  anyOf: z.array(Alternative).optional(),
  items: z.object({ type: z.literal('string') }).optional(),
  default: z.unknown().optional(),
  label: z.string().optional(),
  help: z.string().optional(),
  step: z.number().optional(),
  advanced: z.boolean().optional(),
  unit: z.string().optional(),
  control: z.enum(['model', 'template']).optional(),
  choices: z.record(z.string(), z.string()).optional(),
})
type Property = z.infer<typeof Property>

/** What zod's JSON schema says of a settings object, as far as fields need it. */
const ObjectSchema = z.object({
  properties: z.record(z.string(), Property),
  required: z.array(z.string()).default([]),
})

function fieldOf(name: string, property: Property, required: boolean): SettingField {
  const base = {
    name,
    label: property.label ?? name,
    help: property.help ?? '',
    advanced: property.advanced ?? false,
    unit: property.unit ?? null,
    control: property.control ?? null,
    default: property.default,
    required,
  }
  const alternatives = property.anyOf ?? [property]
  const number = alternatives.find(({ type }) => type === 'number' || type === 'integer')
  const words = alternatives.flatMap(wordsOf)
  if (number !== undefined) return { ...base, kind: 'number', ...rangeOf(number, property.step), words }
  if (words.length > 0) {
    const choices = words.map((value) => ({ value, label: property.choices?.[value] ?? value }))
    return { ...base, kind: 'choice', choices }
  }
  if (property.type === 'boolean') return { ...base, kind: 'switch' }
  if (property.type === 'string') return { ...base, kind: 'text' }
  if (property.type === 'array' && property.items !== undefined) return { ...base, kind: 'list' }
  throw new Error(`No field can show the setting "${name}".`)
}

function wordsOf(alternative: Alternative): string[] {
  if (alternative.enum !== undefined) return alternative.enum
  return typeof alternative.const === 'string' ? [alternative.const] : []
}

function rangeOf({ type, minimum, exclusiveMinimum, maximum, multipleOf }: Alternative, step?: number) {
  const integer = type === 'integer'
  const low = bound(exclusiveMinimum ?? minimum)
  return {
    integer,
    min: low,
    max: bound(maximum),
    aboveMin: low !== null && exclusiveMinimum !== undefined,
    multipleOf: multipleOf ?? null,
    step: step ?? multipleOf ?? (integer ? 1 : 0.1),
  }
}

/** Zod adds the bounds of safe integers to every integer, which are no range that a person knows. */
function bound(value: number | undefined): number | null {
  return value === undefined || Math.abs(value) === Number.MAX_SAFE_INTEGER ? null : value
}

/** What the setting accepts, to follow "must be": "a whole number from 1 to 8". */
export function acceptedBy(field: SettingField): string {
  switch (field.kind) {
    case 'switch':
      return 'true or false'
    case 'choice':
      return `one of ${field.choices.map(({ value }) => value).join(', ')}`
    case 'text':
      return 'a text'
    case 'list':
      return 'texts with commas between'
    case 'number':
      return [...field.words, numberAccepted(field)].join(' or ')
  }
}

function numberAccepted({ integer, min, max, aboveMin, multipleOf }: NumberField): string {
  const kind = integer ? 'a whole number' : 'a number'
  const steps = multipleOf === null ? '' : ` that ${multipleOf} divides`
  const wholeFromOne = integer && aboveMin && min !== null
  const least = wholeFromOne ? min + 1 : min
  if (least === null) return `${kind}${steps}${max === null ? '' : ` up to ${max}`}`
  if (aboveMin && !wholeFromOne)
    return `${kind} above ${least}${max === null ? '' : ` and up to ${max}`}${steps}`
  return max === null ? `${kind} of at least ${least}${steps}` : `${kind} from ${least} to ${max}${steps}`
}

/** "number", "true or false", …: the type in lists of settings. */
export function typeOf(field: SettingField): string {
  switch (field.kind) {
    case 'number':
      return [...field.words, field.integer ? 'integer' : 'number'].join(' | ')
    case 'switch':
      return 'boolean'
    case 'choice':
      return field.choices.map(({ value }) => value).join(' | ')
    case 'text':
      return 'text'
    case 'list':
      return 'list'
  }
}
