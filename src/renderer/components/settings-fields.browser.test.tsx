import '@mantine/core/styles.css'
import { MantineProvider } from '@mantine/core'
import { useState } from 'react'
import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { z } from 'zod'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { SettingsFields } from './settings-fields.tsx'

const schema = z.strictObject({
  hosts: z.array(z.string()).default([]).meta({ label: 'Servers' }),
  threads: z
    .union([z.literal('auto'), z.number().positive()])
    .default('auto')
    .meta({ label: 'Threads' }),
  hidden: z.string().min(3).default('long').meta({ label: 'Hidden', advanced: true }),
})

function Form() {
  const [values, setValues] = useState<Record<string, unknown>>(schema.parse({}))
  return (
    <MantineProvider>
      <SettingsFields
        fields={settingFields(schema)}
        values={values}
        problems={problemsIn(schema, values)}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      <button type="button" onClick={() => setValues(schema.parse({ hosts: ['c'] }))}>
        Reset
      </button>
      <output aria-label="Values">{JSON.stringify(values)}</output>
    </MantineProvider>
  )
}

const shown = () => schema.parse(JSON.parse(page.getByRole('status').element().textContent ?? ''))

it('a list keeps what is typed, and is read as its values', async () => {
  await render(<Form />)
  const servers = page.getByRole('textbox', { name: 'Servers' })
  await servers.click()
  await userEvent.keyboard('http://a:1, ')
  await expect.element(servers).toHaveValue('http://a:1, ')
  await userEvent.keyboard('http://b:2')
  await expect.element(servers).toHaveValue('http://a:1, http://b:2')
  expect(shown().hosts).toEqual(['http://a:1', 'http://b:2'])
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect.element(servers).toHaveValue('c')
})

it('a number with words takes a decimal point on the way', async () => {
  await render(<Form />)
  const threads = page.getByRole('textbox', { name: 'Threads' })
  await threads.fill('')
  await threads.click()
  await userEvent.keyboard('1.')
  await expect.element(threads).toHaveValue('1.')
  await userEvent.keyboard('5')
  await expect.element(threads).toHaveValue('1.5')
  expect(shown().threads).toBe(1.5)
})

it('advanced settings are folded, and unfold for a problem', async () => {
  await render(<Form />)
  const more = page.getByRole('button', { name: 'Advanced' })
  await expect.element(more).toHaveAttribute('aria-expanded', 'false')
  await more.click()
  const hidden = page.getByRole('textbox', { name: 'Hidden' })
  await hidden.fill('x')
  await expect.element(page.getByText('Hidden must be a text.')).toBeVisible()
  await expect.element(more).toHaveAttribute('aria-expanded', 'true')
})
