import { ExpectedError } from '#shared/expected-error.ts'
import { render, TemplateError } from './render.ts'

/** What is sent to a model, or the two texts of a template that it is made of. */
export interface Prompt {
  system: string
  prompt: string
}

/**
 * A template's system text and prompt with the variables' values in their places.
 *
 * @throws ExpectedError BAD_INPUT that names the text, line and column
 */
export function renderPrompt(template: Prompt, variables: Readonly<Record<string, string>>): Prompt {
  const part = (file: keyof Prompt): string => {
    try {
      return render(template[file], variables)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      const { line, column, message } = error
      throw new ExpectedError('BAD_INPUT', `${message} (${file}, line ${line}, column ${column})`, {
        location: { file, line, column },
      })
    }
  }
  return { system: part('system'), prompt: part('prompt') }
}
