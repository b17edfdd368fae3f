import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import { useState } from 'react'
import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { z } from 'zod'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { theme } from '../app/theme.ts'
import { SettingsFields } from './settings-fields.tsx'

/** A setting of every kind. */
const Toy = z.strictObject({
  name: z.literal('toy'),
  layers: z.int().min(1).max(8).default(2).meta({ label: 'Layers', help: 'Hops in the graph.' }),
  threads: z
    .union([z.literal('auto'), z.int().positive()])
    .default('auto')
    .meta({ label: 'Threads' }),
  distance: z
    .enum(['cosine', 'dot'])
    .default('cosine')
    .meta({ label: 'Distance', choices: { cosine: 'Cosine', dot: 'Dot product' } }),
  normalised: z.boolean().default(true).meta({ label: 'Normalised', help: 'Divides by the length.' }),
  prefix: z.string().default('').meta({ label: 'Prefix' }),
  stages: z.array(z.string()).default([]).meta({ label: 'Stages' }),
  decay: z.number().min(0).max(1).default(0.5).meta({ label: 'Decay', unit: 'per epoch', advanced: true }),
})

let newest: unknown

function ToyForm() {
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>(() => Toy.parse({ name: 'toy' }))
  newest = values
  return (
    <MantineProvider theme={theme}>
      <SettingsFields
        fields={settingFields(Toy)}
        values={values}
        problems={problemsIn(Toy, values)}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
    </MantineProvider>
  )
}

const textbox = (name: string) => page.getByRole('textbox', { name })

it('has a field for each setting but the name of the thing, with the default in it', async () => {
  await render(<ToyForm />)
  await expect.element(textbox('Layers')).toHaveValue('2')
  await expect.element(textbox('Layers')).toHaveAttribute('title', 'Hops in the graph.')
  await expect.element(textbox('Threads')).toHaveValue('auto')
  await expect.element(page.getByRole('combobox', { name: 'Distance' })).toHaveValue('cosine')
  await expect.element(page.getByRole('switch', { name: /^Normalised/ })).toBeChecked()
  await expect.element(textbox('Prefix')).toHaveValue('')
  await expect.element(textbox('Stages')).toHaveValue('')
  await expect.element(page.getByText('toy', { exact: false })).not.toBeInTheDocument()
})

it('folds advanced settings, and names their unit', async () => {
  await render(<ToyForm />)
  const more = page.getByRole('button', { name: 'Advanced' })
  await expect.element(more).toHaveAttribute('aria-expanded', 'false')
  await more.click()
  await expect.element(textbox('Decay, per epoch')).toBeVisible()
})

it('gives every kind of value as the schema takes it', async () => {
  await render(<ToyForm />)
  await textbox('Layers').fill('3')
  await textbox('Threads').fill('4')
  await page.getByRole('combobox', { name: 'Distance' }).selectOptions('Dot product')
  await page.getByRole('switch', { name: /^Normalised/ }).click({ force: true })
  await textbox('Prefix').fill('item ')
  await textbox('Stages').fill('describe, mask')
  await expect.element(page.getByRole('switch', { name: /^Normalised/ })).not.toBeChecked()
  expect(newest).toEqual({
    name: 'toy',
    layers: 3,
    threads: 4,
    distance: 'dot',
    normalised: false,
    prefix: 'item ',
    stages: ['describe', 'mask'],
    decay: 0.5,
  })
  expect(Toy.safeParse(newest).success).toBe(true)
})

it('keeps a list as it is typed, key by key', async () => {
  await render(<ToyForm />)
  await textbox('Stages').click()
  await userEvent.keyboard('describe, ')
  await expect.element(textbox('Stages')).toHaveValue('describe, ')
  await userEvent.keyboard('mask,')
  await expect.element(textbox('Stages')).toHaveValue('describe, mask,')
  expect(newest).toMatchObject({ stages: ['describe', 'mask'] })
})

it('says at the field what cannot be used, and unfolds it where it is hidden', async () => {
  await render(<ToyForm />)
  await textbox('Layers').fill('9')
  await expect.element(textbox('Layers')).toHaveAttribute('aria-invalid', 'true')
  await expect.element(page.getByText('Layers must be a whole number from 1 to 8.')).toBeVisible()
  await textbox('Layers').fill('8')
  await expect.element(page.getByText('Layers must be a whole number from 1 to 8.')).not.toBeInTheDocument()
  const more = page.getByRole('button', { name: 'Advanced' })
  await more.click()
  await textbox('Decay, per epoch').fill('2')
  await more.click()
  await expect.element(textbox('Decay, per epoch')).toBeVisible()
  await expect.element(page.getByText('Decay must be a number from 0 to 1.')).toBeVisible()
})
