/// <reference types="@webgpu/types" />

/** Where the entry to dawn is kept. Left to the garbage collector, it would take the process down with it. */
const KEPT = Symbol.for('neggen-studio.dawn')

/**
 * Every kernel writes a workgroup's memory before it reads it. To clear it first costs each workgroup time, and a software
 * device most of the time that it takes to compile.
 */
const OPTIONS = ['enable-dawn-features=disable_workgroup_init']

/**
 * The entry to WebGPU. The package is loaded here, at the first call, and not by runs on other backends.
 * @throws whatever the package throws where its binary does not load
 */
export async function loadGpu(): Promise<GPU> {
  const keeper = globalThis as { [KEPT]?: GPU }
  const { create } = await import('webgpu')
  keeper[KEPT] ??= create(OPTIONS)
  return keeper[KEPT]
}

/** The fastest adapter, or null where there is none. */
export async function findAdapter(): Promise<GPUAdapter | null> {
  const gpu = await loadGpu()
  return gpu.requestAdapter({ powerPreference: 'high-performance' })
}

/** A device as a person would name it. */
export function nameOf({ vendor, architecture, device, description }: GPUAdapterInfo): string {
  const model = [vendor, architecture].filter((part) => part !== '').join(' ')
  const detail = description === '' ? device : description
  if (model === '') return detail === '' ? 'unnamed GPU' : detail
  return detail === '' ? model : `${model} (${detail})`
}

/** Known software devices: a processor in the role of a GPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i

export function isSoftware(info: GPUAdapterInfo): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter } = info
  return isFallbackAdapter || SOFTWARE.test([vendor, architecture, device, description].join(' '))
}
