import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonSchema } from '#main/model-servers/json-schema.ts'
import { strictProblem } from '#tests/support/openai-double/request.ts'
import { strictSchema } from './strict-schema.ts'

const list = z.array(z.object({ name: z.string().min(1), minLength: z.enum(['a', 'b']) })).min(1)

describe('a strict schema', () => {
  it('is what a strict server takes', () => {
    const loose = jsonSchema(z.object({ list, note: z.string().max(9) }))
    expect(strictProblem(loose)).toMatch(/Length/)
    expect(strictProblem(strictSchema(loose))).toBeNull()
  })

  it('keeps properties that are named like a keyword, and the values of choices', () => {
    const schema = strictSchema(jsonSchema(z.object({ list }))) as z.core.JSONSchema.ObjectSchema
    expect(schema).toMatchObject({
      properties: { list: { minItems: 1, items: { properties: { minLength: { enum: ['a', 'b'] } } } } },
    })
  })

  it.each([
    ['a property may be left out', z.object({ a: z.string().optional() })],
    ['names are free', z.object({ a: z.record(z.string(), z.string()) })],
  ])('is none where %s', (_, schema) => {
    expect(() => strictSchema(jsonSchema(schema))).toThrow(/names every property/)
  })
})
