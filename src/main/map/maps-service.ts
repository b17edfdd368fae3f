import type { Service } from '#shared/contract/service.ts'
import type { Maps } from './maps.ts'

/** The contract's section `maps`. */
export function createMapsService(maps: Maps) {
  return {
    state: (key) => maps.state(key),
    draw: (key) => maps.draw(key),
    cancel: (key) => ({ canceled: maps.cancel(key) }),
    points: (key) => maps.points(key),
  } satisfies Service<'maps'>
}
