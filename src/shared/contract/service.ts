import type { ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract'
import type { Caller } from './access.ts'
import type { StudioContract } from './contract.ts'

/** What a procedure may know of its call beside the input. */
export interface CallContext {
  /** Aborts when the client no longer waits for the answer, or leaves the stream. */
  signal?: AbortSignal | undefined
  caller: Caller
}

/**
 * The implementation of one section: a method per procedure, which takes the input after parsing and returns
 * the output before parsing, now or later. An event iterator is returned as an async iterator.
 *
 * A service factory is `create<Section>Service(dependencies)` and ends with `satisfies Service<'section'>`: its
 * methods take their input types from the contract, a missing or an extra method is a type error, and callers inside
 * the engine still see which answers come at once. What lives longer than a call is a dependency, not a part of it.
 */
export type Service<Section extends keyof StudioContract> = {
  [Name in keyof StudioContract[Section]]: StudioContract[Section][Name] extends ContractProcedure<
    infer Input,
    infer Output,
    infer _Errors,
    infer _Meta
  >
    ? (input: InferSchemaOutput<Input>, context: CallContext) => MaybePromise<InferSchemaInput<Output>>
    : never
}

/** An implementation of the whole contract. */
export type Services = { [Section in keyof StudioContract]: Service<Section> }

type MaybePromise<T> = T | Promise<T>
