import { NumberInput, type NumberInputProps } from '@mantine/core'

interface NumberFieldProps extends Pick<NumberInputProps, 'label' | 'title' | 'step' | 'min'> {
  /** NaN while the field is empty. */
  value: number
  problem: string | undefined
  onChange: (value: number) => void
}

/** A number of a form; an empty field is NaN, which the form's check then names. */
export function NumberField({ value, problem, onChange, ...rest }: NumberFieldProps) {
  return (
    <NumberInput
      {...rest}
      value={Number.isNaN(value) ? '' : value}
      decimalScale={8}
      error={problem}
      onChange={(typed) => onChange(typed === '' ? Number.NaN : Number(typed))}
    />
  )
}
