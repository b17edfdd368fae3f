import { assertNever } from '#shared/assert-never.ts'
import { Missing } from './missing.ts'
import type { Line, RowName } from './report.ts'
import { measureAgainstC } from './rows/against-c.ts'
import { measureEncoders } from './rows/encoders.ts'
import { measureEvaluation } from './rows/evaluation.ts'
import { measureImport } from './rows/import.ts'
import { measureMemory } from './rows/memory.ts'
import { measureModels } from './rows/models.ts'
import { measureNegGen } from './rows/neggen.ts'
import { measureOptimizers } from './rows/optimizers.ts'
import { measurePictures } from './rows/pictures.ts'
import { measureSamplers } from './rows/samplers.ts'
import { measureSampling } from './rows/sampling.ts'
import { measureScaling } from './rows/scaling.ts'
import { measureStart } from './rows/start.ts'
import { measureWindow } from './rows/window.ts'
import { type MeasureRow, Settings } from './settings.ts'
import { withoutFigure } from './without-figure.ts'

/**
 * Entry of the process that measures one row, built as the application is: what is timed is what ships. A process for
 * each row, so that neither what one row made V8 compile nor its memory touches the next.
 */
// Once the answer has arrived, and where no caller waits for it any more.
process.on('disconnect', () => process.exit())
const settings = Settings.parse(JSON.parse(process.argv[2] ?? ''))
const lines = await measure(settings)
process.send?.(lines)

async function measure({ row }: Settings): Promise<Line[]> {
  try {
    return await measurementOf(row)(settings)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const state = error instanceof Missing ? 'not measured' : 'failed'
    if (state === 'failed') console.error(error)
    return [withoutFigure(row, state, reason)]
  }
}

function measurementOf(row: RowName): MeasureRow {
  switch (row) {
    case 'lightgcn':
    case 'bpr-mf':
      return (told) => measureAgainstC(row, told)
    case 'neggen':
      return measureNegGen
    case 'models':
      return measureModels
    case 'optimizers':
      return measureOptimizers
    case 'evaluation':
      return measureEvaluation
    case 'sampling':
      return measureSampling
    case 'samplers':
      return measureSamplers
    case 'scaling':
      return measureScaling
    case 'memory':
      return measureMemory
    case 'start':
      return measureStart
    case 'encoders':
      return measureEncoders
    case 'pictures':
      return measurePictures
    case 'window':
      return measureWindow
    case 'import':
      return measureImport
    default:
      return assertNever(row)
  }
}
