import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findAdapter } from '../backends/webgpu/dawn.ts'

/** Where Debian's Chromium brings a software GPU along. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** dlopen's RTLD_NOW, RTLD_GLOBAL and RTLD_NODELETE on Linux. */
const STAYS_LOADED = 0x2 | 0x100 | 0x1000

/**
 * Makes Chromium's software GPU the one that WebGPU finds, where it is installed and no other was named. Call it before the
 * first look for a GPU.
 */
export function preferSoftwareGpu(): void {
  if (!existsSync(DRIVER)) return
  // A parent process may have come here before.
  process.env.VK_ICD_FILENAMES ??= DRIVER
  if (process.env.VK_ICD_FILENAMES !== DRIVER) return
  loadVulkanLoader(join(dirname(DRIVER), 'libvulkan.so.1'))
}

/**
 * Chromium's own Vulkan loader, for machines that have none: what is loaded already is found by its name. Node
 * takes it for an add-on, and complains after it is loaded; where it does not load, there is no GPU.
 */
function loadVulkanLoader(path: string): void {
  try {
    process.dlopen({ exports: {} }, path, STAYS_LOADED)
  } catch {}
}

/** Whether the tests have a GPU, of silicon or of software. */
export async function gpuForTests(): Promise<boolean> {
  preferSoftwareGpu()
  try {
    return (await findAdapter()) !== null
  } catch {
    return false
  }
}
