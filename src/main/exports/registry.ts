import { csv } from './csv.ts'
import type { Exporter } from './exporter.ts'
import { huggingFace } from './hugging-face.ts'
import { jsonLines } from './jsonl.ts'
import { mmrec } from './mmrec.ts'
import { parquet } from './parquet.ts'

/** All export formats, in the order in which lists show them; a test fails for a file that is not named here. */
export const EXPORTERS: readonly Exporter[] = [jsonLines, csv, parquet, huggingFace, mmrec]
