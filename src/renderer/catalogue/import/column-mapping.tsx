import { NativeSelect, Table, Text } from '@mantine/core'
import type { FilePreview, InteractionField, ItemField } from '#shared/contract/imports.ts'
import { fileName } from '#shared/file-name.ts'
import { formatBytes } from '../../components/format.ts'
import classes from './import.module.css'

const ROWS_SHOWN = 5

export const ITEM_FIELDS: { value: ItemField; label: string }[] = [
  { value: 'id', label: 'Item id' },
  { value: 'title', label: 'Title' },
  { value: 'description', label: 'Description' },
  { value: 'category', label: 'Category' },
  { value: 'image', label: 'Picture (path)' },
  { value: 'attribute', label: 'Attribute' },
  { value: 'ignore', label: 'Leave out' },
]

export const INTERACTION_FIELDS: { value: InteractionField; label: string }[] = [
  { value: 'user', label: 'User id' },
  { value: 'item', label: 'Item id' },
  { value: 'rating', label: 'Rating' },
  { value: 'timestamp', label: 'Time' },
  { value: 'split', label: 'Split' },
  { value: 'ignore', label: 'Leave out' },
]

interface ColumnMappingProps<Field extends string> {
  preview: FilePreview
  fields: { value: Field; label: string }[]
  mapping: Record<string, Field>
  onChange: (column: string, field: Field) => void
}

/** The head of a file, and over each column what it means: a guess until it is changed. */
export function ColumnMapping<Field extends string>({
  preview,
  fields,
  mapping,
  onChange,
}: ColumnMappingProps<Field>) {
  const name = fileName(preview.path)
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {name}, {formatBytes(preview.bytes)}, {preview.format.toUpperCase()}: its first rows. Check what each
        column means.
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.preview} tabIndex={0} aria-label={`First rows of ${name}`}>
        <Table fz="xs" verticalSpacing={3} withColumnBorders aria-label={`Columns of ${name}`}>
          <Table.Thead>
            <Table.Tr>
              {preview.columns.map((column) => (
                <Table.Th key={column} miw="8.5rem">
                  <NativeSelect
                    label={column}
                    aria-label={`Meaning of ${column}`}
                    data={fields}
                    value={mapping[column] ?? 'ignore'}
                    onChange={(event) => {
                      const field = fields.find(({ value }) => value === event.currentTarget.value)
                      if (field !== undefined) onChange(column, field.value)
                    }}
                  />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.rows.slice(0, ROWS_SHOWN).map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file are told apart by their line
              <Table.Tr key={index}>
                {preview.columns.map((column, place) => (
                  <Table.Td key={column} className={classes.cell} title={row[place]}>
                    {row[place]}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </div>
  )
}
