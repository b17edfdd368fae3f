import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import util from 'node:util'
import { z } from 'zod'
import { firstLine } from './device-failure.ts'
import { TENSORFLOW_FUNCTIONS, type TensorFlow } from './tensorflow-api.ts'

const PACKAGE = '@tensorflow/tfjs-node-gpu'

export type LoadedTensorFlow =
  | { readonly state: 'loaded'; readonly tf: TensorFlow; readonly gpu: boolean; readonly version: string }
  | { readonly state: 'no-package' | 'no-binding' }
  /** `cause`: the first line of what the loader said. */
  | { readonly state: 'broken'; readonly cause: string }

/** The part of the package's own backend that tells where it computes. */
const NativeBackend = z.object({
  isUsingGpuDevice: z.boolean(),
  binding: z.object({ TF_Version: z.string() }),
})

/**
 * Loads TensorFlow with CUDA, if it is installed. Absent or broken it is a normal state.
 *
 * A binding that does not fit its libraries can end the process, and libtensorflow writes to standard error.
 *
 * @param require from where to look for the package
 */
export function loadTensorFlow(require = createRequire(import.meta.url)): LoadedTensorFlow {
  const found = findPackage(require)
  if (found === null) return { state: 'no-package' }
  // Without its binding the package throws, but only after it has loaded all the rest.
  if (!hasBinding(found)) return { state: 'no-binding' }
  restoreUtil()
  setEnvironment()
  try {
    return parseTensorFlow(require(PACKAGE))
  } catch (error) {
    return { state: 'broken', cause: firstLine(error instanceof Error ? error.message : String(error)) }
  }
}

function findPackage(require: NodeJS.Require): string | null {
  try {
    return dirname(require.resolve(`${PACKAGE}/package.json`))
  } catch {
    return null
  }
}

/** Its install script puts the binding into a folder named after the version of Node-API that it was built for. */
function hasBinding(folder: string): boolean {
  const lib = join(folder, 'lib')
  if (!existsSync(lib)) return false
  return readdirSync(lib).some((version) => existsSync(join(lib, version, 'tfjs_binding.node')))
}

function parseTensorFlow(loaded: unknown): LoadedTensorFlow {
  if (!isTensorFlow(loaded)) throw new Error(`${PACKAGE} is not the version that this program knows`)
  const { isUsingGpuDevice, binding } = NativeBackend.parse(loaded.backend())
  return { state: 'loaded', tf: loaded, gpu: isUsingGpuDevice, version: binding.TF_Version }
}

function isTensorFlow(loaded: unknown): loaded is TensorFlow & { backend(): unknown } {
  const functions = [...TENSORFLOW_FUNCTIONS, 'backend']
  return functions.every((name) => typeof Reflect.get(Object(loaded), name) === 'function')
}

/** The package calls functions of `util` that Node 23 has dropped or warns about. */
function restoreUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
}

/** What TensorFlow reads when it starts. What the person at the computer has set stays. */
function setEnvironment(): void {
  const wanted = {
    // Operations that add in no fixed order refuse.
    TF_DETERMINISTIC_OPS: '1',
    TF_CUDNN_DETERMINISTIC: '1',
    // Products in all 24 bits of a float32, not in the 11 of TensorFloat-32.
    NVIDIA_TF32_OVERRIDE: '0',
    // Memory as it is needed, rather than all of the GPU's at once.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Errors only.
    TF_CPP_MIN_LOG_LEVEL: '2',
  }
  for (const [name, value] of Object.entries(wanted)) process.env[name] ??= value
}
