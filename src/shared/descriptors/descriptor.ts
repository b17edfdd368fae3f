import type { z } from 'zod'

/** What a setting's schema says about it in `.meta({...})`, besides its type, range and default. */
export interface SettingMeta {
  /** What the form calls it; the setting's name if left out. */
  label?: string
  /** One sentence: what it changes. */
  help?: string
  /** What one press of the arrow adds. */
  step?: number
  /** Most people leave it as it is: the form folds it away. */
  advanced?: boolean
  /** Of the number, such as "epochs". */
  unit?: string
  /** What the window shows in place of a plain field: the models of the server, or the templates of the setting's name. */
  control?: 'model' | 'template'
  /** Labels of an enum's values. */
  choices?: Readonly<Record<string, string>>
}

declare module 'zod' {
  interface GlobalMeta extends SettingMeta {}
}

/** What a thing that can be chosen by name is: a plain value from which forms, commands and lists derive. */
export interface Descriptor<Name extends string = string> {
  readonly name: Name
  readonly label: string
  /** One sentence for the person who chooses. */
  readonly summary: string
  /** Paper and equations, or the standard it follows. */
  readonly source: string
  /** A strict object of its own settings alone; every property has a default or is required from the user. */
  readonly settings: z.ZodObject
}
