import { useCallback, useEffect, useState } from 'react'
import type { EncodingProgress } from '#shared/contract/encoding.ts'
import { formatCount, formatShare } from '../components/format.ts'
import { useStudioEvent } from './live-events.ts'
import { WorkItem, WorkRow } from './work-item.tsx'

/** An encoding that failed or was stopped says nothing more; the slowest page takes some seconds. */
const SILENCE_MILLISECONDS = 60_000

/** How far texts and pictures are encoded, which a job or a run waits for. Nothing while nothing is. */
export function EncodingStatus() {
  const [current, setCurrent] = useState<readonly EncodingProgress[]>([])
  useStudioEvent(
    'encoding',
    useCallback(({ progress }) => {
      setCurrent((before) => {
        const others = before.filter((one) => !isSameWork(one, progress))
        return progress.done < progress.total ? [...others, progress] : others
      })
    }, []),
  )
  useEffect(() => {
    if (current.length === 0) return
    const timer = setTimeout(() => setCurrent([]), SILENCE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [current])
  const [first] = current
  if (first === undefined) return null
  return (
    <WorkItem share={shareOf(first)} text={`Encoding ${first.what} · ${formatShare(shareOf(first))}`}>
      {current.map((one) => (
        <WorkRow
          key={`${one.dataset} ${one.what}`}
          title={`${one.encoder}: ${one.what}`}
          share={shareOf(one)}
          detail={`${formatCount(one.done)} of ${formatCount(one.total)}`}
        />
      ))}
    </WorkItem>
  )
}

function isSameWork(a: EncodingProgress, b: EncodingProgress): boolean {
  return a.dataset === b.dataset && a.what === b.what
}

function shareOf({ done, total }: EncodingProgress): number {
  return total === 0 ? 1 : done / total
}
