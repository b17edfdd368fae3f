import type { BackendProbe } from '../probe.ts'
import { findAdapter, isSoftware, nameOf } from './dawn.ts'

/**
 * Looks for a GPU without opening it.
 * @param find looks for the adapter; rejects where the package does not load
 */
export async function probeWebGpu(
  find: () => Promise<GPUAdapter | null> = findAdapter,
): Promise<BackendProbe> {
  let adapter: GPUAdapter | null
  try {
    adapter = await find()
  } catch (error) {
    return {
      usable: false,
      kind: 'gpu',
      device: null,
      reason: `the package "webgpu" does not load here (${firstLine(error)})`,
      remedy:
        'Install the packages again, or train on the processor where the package has no build for this system.',
    }
  }
  if (adapter === null) {
    return {
      usable: false,
      kind: 'gpu',
      device: null,
      reason: 'no GPU was found',
      remedy: REMEDY[process.platform] ?? 'Install the driver of the GPU, if this machine has one.',
    }
  }
  const software = isSoftware(adapter.info)
  return {
    usable: true,
    kind: software ? 'cpu' : 'gpu',
    device: nameOf(adapter.info),
    reason: software ? 'WebGPU on a processor in the role of a GPU, which is slow' : 'WebGPU on this GPU',
    remedy: software ? 'Install the driver of the GPU, if this machine has one.' : null,
  }
}

const REMEDY: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'If this machine has a GPU, install its driver and the Vulkan loader (on Debian and Ubuntu the package "libvulkan1").',
  win32: 'If this machine has a GPU, install its newest driver.',
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0] ?? ''
}
