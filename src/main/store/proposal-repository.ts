import { z } from 'zod'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId, JobId, MediaHash, ProposalId } from '#shared/contract/ids.ts'
import {
  type Flag,
  type NegativeContent,
  type ProposalState,
  type ProposalSummary,
  type Provenance,
  type QualityMetrics,
  StepProvenance,
} from '#shared/contract/proposals.ts'
import type { GeneratorKind } from '#shared/generators/generator-options.ts'
import type { Reader, Writer } from './database.ts'
import { type QualityMetricsRow, toQualityMetrics } from './quality-metrics-row.ts'
import {
  decodeAttributeChanges,
  decodeCatalogueAttributes,
  decodeFlags,
  decodeJson,
  decodeNegative,
  decodeProvenance,
  type NegativeColumns,
  storedProvenance,
} from './stored-json.ts'

/** A proposal before it has an id. */
export interface NewProposal {
  dataset: DatasetId
  item: ItemId
  job: JobId
  visualPositive: string
  negative: NegativeContent
  flags: Flag[]
  /** Hardness depends on a trained model and stands apart. */
  qualityMetrics: Omit<QualityMetrics, 'hardness'>
  provenance: Provenance
  createdAt: number
}

/** @throws SqliteError when the job has proposed for this item already */
export function insertProposal(writer: Writer, proposal: NewProposal): ProposalId {
  const { qualityMetrics } = proposal
  const { lastId } = writer.run(
    `INSERT INTO proposal (
       dataset_id, item_id, job_id, generator, model, visual_positive, text, visual, attributes, flags,
       contrast_text, contrast_image, balance, cohesion, outside_edits, false_negative_risk,
       provenance, created_at
     ) VALUES (
       :dataset, :item, :job, :generator, :model, :visualPositive, :text, :visual, :attributes, :flags,
       :contrastText, :contrastImage, :balance, :cohesion, :outsideEdits, :falseNegativeRisk,
       :provenance, :createdAt
     )`,
    {
      dataset: proposal.dataset,
      item: proposal.item,
      job: proposal.job,
      generator: proposal.provenance.generator,
      model: proposal.provenance.model,
      visualPositive: proposal.visualPositive,
      text: proposal.negative.text,
      visual: proposal.negative.visual,
      attributes: JSON.stringify(proposal.negative.attributes),
      flags: JSON.stringify(proposal.flags),
      contrastText: qualityMetrics.contrastText,
      contrastImage: qualityMetrics.contrastImage,
      balance: qualityMetrics.balance,
      cohesion: qualityMetrics.cohesion,
      outsideEdits: qualityMetrics.outsideEdits,
      falseNegativeRisk: qualityMetrics.falseNegativeRisk,
      provenance: JSON.stringify(storedProvenance(proposal.provenance)),
      createdAt: proposal.createdAt,
    },
  )
  return lastId as ProposalId
}

/** How the proposal was generated; undefined where it does not exist. */
export function readProvenance(reader: Reader, proposal: ProposalId): Provenance | undefined {
  const row = reader.get<{ provenance: string }>('SELECT provenance FROM proposal WHERE id = :proposal', {
    proposal,
  })
  return row && decodeProvenance(row.provenance)
}

/** What was asked of the model for some proposals of a job. */
export function readNewestSteps(reader: Reader, job: JobId, most: number): StepProvenance[][] {
  const rows = reader.all<{ steps: string }>(
    `SELECT provenance ->> '$.steps' AS steps FROM proposal
     WHERE job_id = :job ORDER BY item_id DESC LIMIT :most`,
    { job, most },
  )
  return rows.map(({ steps }) => decodeJson(Steps, steps))
}

const Steps = z.array(StepProvenance)

/** Where a proposal belongs. */
export function readProposalOrigin(
  reader: Reader,
  proposal: ProposalId,
): { dataset: DatasetId; item: ItemId; job: JobId } | undefined {
  const row = reader.get<{ dataset_id: number; item_id: number; job_id: number }>(
    'SELECT dataset_id, item_id, job_id FROM proposal WHERE id = :proposal',
    { proposal },
  )
  return (
    row && {
      dataset: row.dataset_id as DatasetId,
      item: row.item_id as ItemId,
      job: row.job_id as JobId,
    }
  )
}

/** What a job proposed for an item; undefined where it did not. */
export function findProposal(
  reader: Reader,
  where: { dataset: DatasetId; item: string; job: JobId },
): ProposalId | undefined {
  return reader.get<{ id: ProposalId }>(
    `SELECT p.id FROM item AS i JOIN proposal AS p ON p.item_id = i.id AND p.job_id = :job
     WHERE i.dataset_id = :dataset AND i.external_id = :item`,
    where,
  )?.id
}

/** Of the item of a proposal. */
export function readTitle(reader: Reader, proposal: ProposalId): string | undefined {
  return reader.get<{ title: string }>(
    'SELECT i.title FROM proposal AS p JOIN item AS i ON i.id = p.item_id WHERE p.id = :proposal',
    { proposal },
  )?.title
}

/** The data set of each of the proposals that exist. */
export function readDatasetsOf(reader: Reader, proposals: readonly ProposalId[]): Map<ProposalId, DatasetId> {
  const rows = reader.all<{ id: number; dataset_id: number }>(
    'SELECT id, dataset_id FROM proposal WHERE id IN (SELECT value FROM json_each(:proposals))',
    { proposals: JSON.stringify(proposals) },
  )
  return new Map(rows.map((row) => [row.id as ProposalId, row.dataset_id as DatasetId]))
}

/** How many negatives of any generator an item has. */
export function countProposalsOfItem(reader: Reader, item: ItemId): number {
  return (
    reader.get<{ count: number }>('SELECT count(*) AS count FROM genuine_proposal WHERE item_id = :item', {
      item,
    })?.count ?? 0
  )
}

interface SummaryRow extends QualityMetricsRow {
  id: number
  dataset_id: number
  item_id: number
  external_id: string
  title: string
  category: string | null
  image_hash: string | null
  generator: GeneratorKind
  model: string
  state: ProposalState
  annotator: string | null
  flags: string
  attributes: string
  created_at: number
}

/** The proposal as lists show it; undefined where it does not exist. */
export function readProposalSummary(reader: Reader, proposal: ProposalId): ProposalSummary | undefined {
  const row = reader.get<SummaryRow>(
    `SELECT s.id, s.dataset_id, s.item_id, i.external_id, i.title, i.category, i.image_hash, s.generator,
       s.model, s.state, s.annotator, s.flags, s.attributes, s.contrast_text, s.contrast_image, s.balance,
       s.cohesion, h.value AS hardness, s.false_negative_risk, s.outside_edits, s.created_at
     FROM proposal_state AS s
     JOIN item AS i ON i.id = s.item_id
     LEFT JOIN hardness AS h ON h.proposal_id = s.id
     WHERE s.id = :proposal`,
    { proposal },
  )
  return row && toSummary(row)
}

function toSummary(row: SummaryRow): ProposalSummary {
  return {
    id: row.id as ProposalId,
    dataset: row.dataset_id as DatasetId,
    item: row.item_id as ItemId,
    externalId: row.external_id,
    title: row.title,
    category: row.category,
    image: row.image_hash as MediaHash | null,
    generator: row.generator,
    model: row.model,
    state: row.state,
    annotator: row.annotator as ProposalSummary['annotator'],
    flags: decodeFlags(row.flags),
    qualityMetrics: toQualityMetrics(row),
    attributes: decodeAttributeChanges(row.attributes),
    createdAt: row.created_at,
  }
}

/** What a proposal is about: the positive, and the negative as proposed and as it stands. */
export interface ProposalContent {
  title: string
  description: string
  catalogueAttributes: CatalogueAttribute[]
  visualPositive: string
  proposed: NegativeContent
  current: NegativeContent
}

/** Undefined where the proposal does not exist. */
export function readProposalContent(reader: Reader, proposal: ProposalId): ProposalContent | undefined {
  const row = reader.get<
    NegativeColumns & {
      title: string
      description: string
      catalogue_attributes: string
      visual_positive: string
    }
  >(
    `SELECT i.title, i.description, i.attributes AS catalogue_attributes, s.visual_positive, s.text, s.visual,
       s.attributes, s.edited_content
     FROM proposal_state AS s
     JOIN item AS i ON i.id = s.item_id
     WHERE s.id = :proposal`,
    { proposal },
  )
  if (row === undefined) return undefined
  return {
    title: row.title,
    description: row.description,
    catalogueAttributes: decodeCatalogueAttributes(row.catalogue_attributes),
    visualPositive: row.visual_positive,
    ...decodeNegative(row),
  }
}
