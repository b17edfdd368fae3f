import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { render } from './render.ts'

const variables = { title: 'Red mug', hint: '', text: '{{title}} {{nothing}} {{#x}}' }

describe('render', () => {
  it('puts values in their places, and never reads a value as a template', () => {
    expect(render('{{title}}: {{ text }}.', variables)).toBe('Red mug: {{title}} {{nothing}} {{#x}}.')
  })

  it('shows a section only if its variable says something', () => {
    expect(
      render('a{{#hint}} hint {{hint}}{{/hint}}{{^hint}} none{{/hint}}{{#title}} b{{/title}}', variables),
    ).toBe('a none b')
  })

  it('hides what is nested in a hidden section', () => {
    expect(render('{{#hint}}a{{#title}}b{{title}}{{/title}}c{{/hint}}d', variables)).toBe('d')
  })

  it('leaves no empty lines where a section stood alone on its line', () => {
    expect(render('a\n{{#hint}}\n<hint>\n{{hint}}\n</hint>\n{{/hint}}\nb', variables)).toBe('a\nb')
    expect(render('{{#title}}\n{{title}}\n{{/title}}\nb', variables)).toBe('Red mug\nb')
  })

  it.each([
    ['an unknown variable', 'one\n  {{titel}}', 2, 3, /no variable "titel"; known are title, hint, text/],
    ['an unknown section', '{{#none}}{{/none}}', 1, 1, /no variable "none"/],
    ['an unfinished tag', 'a {{title', 1, 3, /written \{\{name\}\}/],
    ['an open section', '\n{{#hint}} a', 2, 1, /never closed/],
    ['a section closed elsewhere', '{{#hint}}{{/title}}', 1, 10, /not open here/],
    ['a section that was never opened', '{{/title}}', 1, 1, /not open here/],
  ])('says where there is %s', (_, template, line, column, message) => {
    expect(() => render(template, variables)).toThrow(expect.objectContaining({ line, column }))
    expect(() => render(template, variables)).toThrow(message)
  })

  it('leaves text without tags as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('{{')),
        (text) => {
          expect(render(text, {})).toBe(text)
        },
      ),
    )
  })

  it('gives a value back unchanged', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(render('[{{v}}]', { v: value })).toBe(`[${value}]`)
      }),
    )
  })
})
