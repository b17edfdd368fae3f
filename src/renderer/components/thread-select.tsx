import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import { Threads } from '#shared/training/config.ts'
import { threadOptions } from './thread-options.ts'

interface ThreadSelectProps extends Omit<NativeSelectProps, 'data' | 'value' | 'onChange'> {
  cores: number
  threads: Threads
  onChange: (threads: Threads) => void
}

/** A number of threads, or as many as there are cores. */
export function ThreadSelect({ cores, threads, onChange, ...props }: ThreadSelectProps) {
  return (
    <NativeSelect
      {...props}
      data={threadOptions(cores, threads)}
      value={String(threads)}
      onChange={({ currentTarget: { value } }) =>
        onChange(Threads.parse(value === 'auto' ? value : Number(value)))
      }
    />
  )
}
