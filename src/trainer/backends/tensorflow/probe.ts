import { assertNever } from '#shared/assert-never.ts'
import { TrainingFailure } from '../../failure.ts'
import type { Backend } from '../backend.ts'
import { CheckedBackend } from '../checked-backend.ts'
import type { BackendProbe } from '../probe.ts'
import { gpuName } from './gpu-name.ts'
import { type LoadedTensorFlow, loadTensorFlow } from './load.ts'
import { TensorFlowBackend } from './tensorflow-backend.ts'

/**
 * The package's own install script, run where npm's `allowScripts` has nothing to say. `npm rebuild` says
 * "rebuilt dependencies successfully" there and does nothing.
 */
const INSTALL = 'npm run install --prefix node_modules/@tensorflow/tfjs-node-gpu'
const CUDA = 'the NVIDIA driver, CUDA 11.2 and cuDNN 8.1'

/** What there is of TensorFlow on this machine. It loads TensorFlow if its binding is there; see `loadTensorFlow`. */
export async function probeTensorFlow(
  loaded: LoadedTensorFlow = loadTensorFlow(),
  nameOfGpu: () => Promise<string | null> = gpuName,
): Promise<BackendProbe> {
  const unusable = { usable: false, kind: 'gpu', device: null } as const
  switch (loaded.state) {
    case 'loaded': {
      const device = await deviceOf(loaded, nameOfGpu)
      if (loaded.gpu) {
        return {
          usable: true,
          kind: 'gpu',
          device,
          reason: `TensorFlow ${loaded.version} on CUDA`,
          remedy: null,
        }
      }
      return {
        usable: true,
        kind: 'cpu',
        device,
        reason: `TensorFlow ${loaded.version} found no GPU and computes on the CPU`,
        remedy: `For CUDA, install ${CUDA}.`,
      }
    }
    case 'no-binding':
      return {
        ...unusable,
        reason: 'the native part of TensorFlow is not installed',
        remedy: `For CUDA on an NVIDIA GPU, install ${CUDA}, then run "${INSTALL}" in the folder of NegGen Studio; it downloads 400 MB.`,
      }
    case 'no-package':
      return {
        ...unusable,
        reason: 'the package @tensorflow/tfjs-node-gpu is not installed',
        remedy: 'Run "npm install" in the folder of NegGen Studio; it installs optional packages too.',
      }
    case 'broken':
      return {
        ...unusable,
        reason: `TensorFlow does not load: ${loaded.cause}`,
        remedy: `Check that ${CUDA} are there, and run "${INSTALL}" again in the folder of NegGen Studio.`,
      }
    default:
      return assertNever(loaded)
  }
}

/** @throws TrainingFailure where TensorFlow does not load */
export async function createTensorFlowBackend(loaded: LoadedTensorFlow = loadTensorFlow()): Promise<Backend> {
  if (loaded.state === 'loaded') {
    return new CheckedBackend(new TensorFlowBackend(loaded.tf, await deviceOf(loaded, gpuName)))
  }
  const { reason, remedy } = await probeTensorFlow(loaded)
  throw new TrainingFailure(`TensorFlow cannot run here: ${reason}.`, remedy ?? undefined)
}

async function deviceOf(
  { gpu }: Extract<LoadedTensorFlow, { state: 'loaded' }>,
  nameOfGpu: () => Promise<string | null>,
): Promise<string> {
  return gpu ? ((await nameOfGpu()) ?? 'CUDA GPU') : 'CPU'
}
