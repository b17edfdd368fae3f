import { TrainingFailure } from '../../failure.ts'
import { findAdapter, isSoftware, nameOf } from './dawn.ts'
import { FailureWatch } from './failure-watch.ts'
import { Pipelines } from './pipelines.ts'

export interface Limits {
  /** Bytes of the largest tensor, a multiple of 16. */
  readonly tensorBytes: number
  readonly storageBuffersPerKernel: number
  /** Workgroups in one dimension of a dispatch. */
  readonly workgroupsPerDimension: number
  /** Invocations of a workgroup: 64 or 256, a square so that tiles come out even. */
  readonly group: number
  /** Bytes that the start of a bound part of a buffer is a multiple of. */
  readonly alignment: number
  /** Scores of `topItems` that come back at a time. */
  readonly scoresAtOnce: number
}

/** A device and what every backend on it shares. */
export interface Gpu {
  readonly device: GPUDevice
  readonly name: string
  readonly limits: Limits
  readonly pipelines: Pipelines
  readonly failures: FailureWatch
}

/**
 * Opens the fastest adapter with all that it can do.
 * @param lower limits to keep to instead of the adapter's own, for tests of what happens there
 * @throws TrainingFailure if there is no adapter
 */
export async function openGpu(lower: Partial<Limits> = {}): Promise<Gpu> {
  const adapter = await findAdapter()
  if (adapter === null) throw new TrainingFailure('No GPU was found.', 'Set the backend to "auto".')
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = adapter.limits
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage },
  })
  const limits = { ...limitsOf(adapter), ...lower }
  const software = isSoftware(adapter.info) ? ', a processor in the role of a GPU' : ''
  return {
    device,
    name: nameOf(adapter.info) + software,
    limits,
    pipelines: new Pipelines(device, limits.group),
    failures: new FailureWatch(device),
  }
}

function limitsOf({ limits }: GPUAdapter): Limits {
  const tensorBytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize)
  const invocations = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX)
  return {
    tensorBytes: tensorBytes - (tensorBytes % 16),
    storageBuffersPerKernel: limits.maxStorageBuffersPerShaderStage,
    workgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    group: invocations >= 256 ? 256 : 64,
    alignment: Math.max(limits.minStorageBufferOffsetAlignment, limits.minUniformBufferOffsetAlignment),
    // 16 MiB
    scoresAtOnce: 4 * 2 ** 20,
  }
}
