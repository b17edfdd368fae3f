import type { TrainConfig } from '#shared/training/config.ts'

export function usesThreads(backend: TrainConfig['backend']): boolean {
  return backend === 'auto' || backend === 'wasm'
}
