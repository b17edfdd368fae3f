// Loaded into a process ahead of its program (`node --import`), or run as a program that does nothing: writes how much
// memory the process had at most, in bytes, when it ends. JavaScript, so that Node need not load what strips types.
import { readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const file = process.env.PEAK_MEMORY_FILE
if (isMainThread && file !== undefined) process.on('exit', () => writeFileSync(file, String(peakBytes())))

function peakBytes() {
  if (process.platform === 'linux') {
    // Not `resourceUsage`: there a process starts with the peak of the one that it was forked from.
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kibibytes !== undefined) return Number(kibibytes) * 1024
  }
  return process.resourceUsage().maxRSS * 1024
}
