import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { DEFAULT_TEXT_ENCODER, TextEncoderSettings } from '../encoders/text-encoder-settings.ts'
import { JobSettings } from '../generators/job-settings.ts'
import { ollama } from '../generators/ollama.ts'
import { OpenAiHost } from '../generators/openai.ts'
import { BackendAvailability } from '../training/backends.ts'
import { BackendName, Threads } from '../training/config.ts'
import { Dataset } from './catalogue.ts'
import { EncodingProgress } from './encoding.ts'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, JobId, ProposalId, RunId, StudyId, Timestamp } from './ids.ts'
import { ImportProgress } from './imports.ts'
import { Job } from './jobs.ts'
import { MapKey, MapState } from './maps.ts'
import { OllamaStatus, PullProgress } from './ollama.ts'
import { BulkProgress, Lease, RejectionReason, StateCounts, StateOfProposal } from './review.ts'
import { Run, RunEpoch, RunProgress } from './runs.ts'
import { StudySummary } from './studies.ts'

const base = oc.errors(commonErrors)

export const Settings = z.object({
  ollamaHost: z.string(),
  /** Ollama's model for the next proposals; null until one was chosen. */
  model: z.string().nullable(),
  /** A server that speaks the OpenAI protocol; an empty host where there is none. */
  openaiServer: z.object({
    host: OpenAiHost,
    /** Environment variable of the studio that holds the key, where the server wants one. */
    keyVariable: z.string().trim().max(200),
    /** In place of the variable: path of a file that holds nothing but the key. */
    keyFile: z.string().trim().max(2000),
  }),
  /** Its model for the next proposals; null until one was chosen. */
  openaiModel: z.string().nullable(),
  concurrency: JobSettings.shape.concurrency.unwrap(),
  temperature: ollama.settings.shape.temperature.unwrap(),
  contextLength: ollama.settings.shape.contextLength.unwrap(),
  /** What new runs start from; each run keeps the number that it used. */
  threads: Threads,
  /** In whose space new proposals are measured, and which new runs learn from. */
  textEncoder: TextEncoderSettings,
  /** Runs that train at the same time at most, as far as cores and memory allow. */
  runsAtOnce: z.int().min(1).max(16),
  /** What curators can say of why they reject, in the order of the keys 1 to 9. */
  rejectionReasons: z.array(RejectionReason).max(9),
  /** Of what jobs add to the queues, which share is planted and known to be bad; 0: none. */
  auditShare: z.number().min(0).max(0.2),
})
export type Settings = z.infer<typeof Settings>

const OLLAMA = ollama.settings.parse({})

export const DEFAULT_SETTINGS: Settings = {
  ollamaHost: OLLAMA.host,
  model: null,
  openaiServer: { host: '', keyVariable: '', keyFile: '' },
  openaiModel: null,
  concurrency: JobSettings.parse({}).concurrency,
  temperature: OLLAMA.temperature,
  contextLength: OLLAMA.contextLength,
  threads: 'auto',
  textEncoder: DEFAULT_TEXT_ENCODER,
  runsAtOnce: 1,
  rejectionReasons: [
    'Makes no sense',
    'Hardly differs',
    'Is another item',
    'Its users would like it',
    'Text and picture disagree',
    'Changes what does not matter',
  ],
  auditShare: 0.02,
}

export const Status = z.object({
  version: z.string(),
  /** Its folder; null for a curator, who sees no paths. */
  workspace: z.string().nullable(),
  mode: z.enum(['desktop', 'browser', 'command']),
  startedAt: Timestamp,
  /** Changes with every start of the engine. */
  instance: z.string(),
})
export type Status = z.infer<typeof Status>

export const DoctorReport = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ok', 'absent', 'problem']),
      /** Without a full stop. */
      detail: z.string(),
      /** What to do about it. */
      remedy: z.string().nullable(),
    }),
  ),
})
export type DoctorReport = z.infer<typeof DoctorReport>

/** What can train on the engine's machine. */
export const BackendsReport = z.object({
  /** In the order in which `auto` tries them. */
  backends: z.array(BackendAvailability),
  /** What a run with the backend `auto` would take now, and why; null if none can run. */
  auto: z.object({ name: BackendName.nullable(), reason: z.string() }),
  /** Threads that `auto` stands for. */
  cores: z.int().positive(),
})
export type BackendsReport = z.infer<typeof BackendsReport>

/** Everything live, over one stream per window. Events announce state; they never carry commands. */
export const StudioEvent = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('hello'), status: Status }),
  z.object({ topic: z.literal('heartbeat'), at: Timestamp }),
  z.object({ topic: z.literal('dataset'), dataset: Dataset }),
  z.object({ topic: z.literal('dataset-removed'), dataset: DatasetId }),
  z.object({ topic: z.literal('import'), progress: ImportProgress }),
  z.object({ topic: z.literal('encoding'), progress: EncodingProgress }),
  z.object({ topic: z.literal('job'), job: Job }),
  z.object({ topic: z.literal('proposal'), dataset: DatasetId, job: JobId, proposal: ProposalId }),
  z.object({
    topic: z.literal('decisions'),
    dataset: DatasetId,
    annotator: Annotator,
    /** How proposals stand now, whose state or annotator changed. */
    changes: z.array(StateOfProposal),
    /** False where more changed than is listed. */
    all: z.boolean(),
    /** Of the whole data set. */
    counts: StateCounts,
  }),
  z.object({ topic: z.literal('bulk'), progress: BulkProgress }),
  /** All leases of a data set. */
  z.object({ topic: z.literal('leases'), dataset: DatasetId, leases: z.array(Lease) }),
  z.object({ topic: z.literal('attributes'), dataset: DatasetId }),
  z.object({ topic: z.literal('map'), key: MapKey, state: MapState }),
  z.object({ topic: z.literal('review-order'), dataset: DatasetId }),
  z.object({ topic: z.literal('hardness'), dataset: DatasetId }),
  z.object({ topic: z.literal('views'), dataset: DatasetId }),
  z.object({ topic: z.literal('run'), run: Run }),
  z.object({ topic: z.literal('run-epoch'), run: RunId, epoch: RunEpoch }),
  z.object({ topic: z.literal('run-progress'), progress: RunProgress }),
  z.object({ topic: z.literal('run-removed'), run: RunId }),
  z.object({ topic: z.literal('study'), study: StudySummary }),
  z.object({ topic: z.literal('study-removed'), study: StudyId }),
  z.object({ topic: z.literal('ollama'), status: OllamaStatus }),
  z.object({ topic: z.literal('pull'), progress: PullProgress }),
])
export type StudioEvent = z.infer<typeof StudioEvent>

/** Hands an event to every window that listens. */
export type Publish = (event: StudioEvent) => void

export const system = {
  status: base.output(Status),
  /** `host` looks at another Ollama server than that of the settings. */
  doctor: base.input(z.object({ host: z.string().min(1).optional() }).optional()).output(DoctorReport),
  /** Remembered since the first look; `refresh` looks again, which takes up to some seconds. */
  backends: base.input(z.object({ refresh: z.boolean().default(false) })).output(BackendsReport),
  settings: base.output(Settings),
  saveSettings: base.input(Settings.partial()).output(Settings),
  events: base.output(eventIterator(StudioEvent)),
}
