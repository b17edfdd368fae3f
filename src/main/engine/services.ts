import type { ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract'
import type { StudioContract } from '#shared/contract/contract.ts'

/**
 * What the router asks of the product folders: per section of the contract one service with a method
 * per procedure, which takes the parsed input and answers with the output, at once or later.
 */
export type Services = { [Section in Exclude<keyof StudioContract, 'system'>]: Service<Section> }

type Service<Section extends keyof StudioContract> = {
  [Name in keyof StudioContract[Section]]: StudioContract[Section][Name] extends ContractProcedure<
    infer Input,
    infer Output,
    infer _Errors,
    infer _Meta
  >
    ? (input: InferSchemaOutput<Input>) => MaybePromise<InferSchemaInput<Output>>
    : never
}

type MaybePromise<T> = T | Promise<T>
