import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemsIn, readSetting, settingsHelp } from './parse-settings.ts'
import { acceptedBy, type SettingField, settingFields, typeOf } from './settings-fields.ts'

const schema = z.strictObject({
  name: z.literal('toy'),
  layers: z.int().min(1).max(8).default(2).meta({ label: 'Layers', help: 'Hops in the graph.', step: 1 }),
  rate: z.number().positive().max(1).default(0.01).meta({ step: 0.005, advanced: true }),
  width: z.int().positive().multipleOf(4).default(64),
  weight: z.number().nonnegative().default(0.4),
  threads: z.union([z.literal('auto'), z.int().positive().max(64)]).default('auto'),
  causal: z.boolean().default(true),
  parts: z
    .enum(['both', 'text'])
    .default('both')
    .meta({ choices: { both: 'Text and image', text: 'Text only' } }),
  model: z.string(),
  hosts: z.array(z.string()).default([]),
})
const fields = settingFields(schema)
const field = (name: string): SettingField => {
  const found = fields.find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('settings fields', () => {
  it('come from the schema in its order, without the name of the thing', () => {
    expect(fields.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      'layers: number',
      'rate: number',
      'width: number',
      'weight: number',
      'threads: number',
      'causal: switch',
      'parts: choice',
      'model: text',
      'hosts: list',
    ])
  })

  it('have label, help, range and default', () => {
    expect(field('layers')).toEqual({
      name: 'layers',
      kind: 'number',
      label: 'Layers',
      help: 'Hops in the graph.',
      advanced: false,
      unit: null,
      control: null,
      default: 2,
      required: false,
      integer: true,
      min: 1,
      max: 8,
      aboveMin: false,
      multipleOf: null,
      step: 1,
      words: [],
    })
    expect(field('rate')).toMatchObject({ label: 'rate', advanced: true, step: 0.005, default: 0.01 })
    expect(field('model')).toMatchObject({ required: true, default: undefined })
    expect(field('parts')).toMatchObject({
      choices: [
        { value: 'both', label: 'Text and image' },
        { value: 'text', label: 'Text only' },
      ],
    })
  })

  it.each([
    ['layers', 'a whole number from 1 to 8', 'integer'],
    ['rate', 'a number above 0 and up to 1', 'number'],
    ['width', 'a whole number of at least 1 that 4 divides', 'integer'],
    ['weight', 'a number of at least 0', 'number'],
    ['threads', 'auto or a whole number from 1 to 64', 'auto | integer'],
    ['causal', 'true or false', 'boolean'],
    ['parts', 'one of both, text', 'both | text'],
    ['model', 'a text', 'text'],
    ['hosts', 'texts with commas between', 'list'],
  ])('say what %s accepts', (name, accepted, type) => {
    expect(acceptedBy(field(name))).toBe(accepted)
    expect(typeOf(field(name))).toBe(type)
  })

  it('read a text as the setting means it', () => {
    expect(readSetting(field('layers'), '3')).toBe(3)
    expect(readSetting(field('rate'), '1e-4')).toBe(1e-4)
    expect(readSetting(field('layers'), '')).toBe('')
    expect(readSetting(field('layers'), 'many')).toBe('many')
    expect(readSetting(field('threads'), 'auto')).toBe('auto')
    expect(readSetting(field('causal'), 'false')).toBe(false)
    expect(readSetting(field('model'), '7')).toBe('7')
    expect(readSetting(field('hosts'), 'a, b,')).toEqual(['a', 'b'])
  })

  it('name each problem in a sentence', () => {
    expect(problemsIn(schema, { name: 'toy', model: 'm' })).toEqual({})
    expect(problemsIn(schema, { name: 'toy', model: 'm', layers: 9, rate: 0, lamda: 1 })).toEqual({
      layers: 'Layers must be a whole number from 1 to 8.',
      rate: 'rate must be a number above 0 and up to 1.',
      lamda: expect.stringMatching(/^There is no setting "lamda"\. There are layers, rate/),
    })
  })

  it('give a line of help each', () => {
    expect(settingsHelp([field('layers')])).toEqual([
      'layers=2  Layers: Hops in the graph. (a whole number from 1 to 8)',
    ])
  })

  it('refuse what no field can show', () => {
    expect(() => settingFields(z.strictObject({ map: z.record(z.string(), z.number()) }))).toThrow()
  })
})
