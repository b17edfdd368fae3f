import { listMetrics } from './list-metrics.ts'
import type { MetricDescriptor } from './metric-descriptor.ts'
import { userMetrics } from './user-metrics.ts'

/** In the order of tables. */
export const metrics: readonly MetricDescriptor[] = [...userMetrics, ...listMetrics]

/** Of a key such as `recall@20`; undefined for one that a newer version wrote. */
export function metricOf(key: string): MetricDescriptor | undefined {
  const [name] = key.split('@')
  return metrics.find((metric) => metric.name === name)
}

/** "Recall@20" of `recall@20`. */
export function metricLabel(key: string): string {
  const [name = key, cutoff] = key.split('@')
  const label = metricOf(key)?.label ?? name
  return cutoff === undefined ? label : `${label}@${cutoff}`
}

/** What it is, how it is computed and who defined it: for tooltips and the command. */
export function metricHelp(key: string): string {
  const metric = metricOf(key)
  return metric === undefined ? '' : `${metric.summary} ${metric.formula}. ${metric.source}.`
}

export function isLowerBetter(key: string): boolean {
  return metricOf(key)?.better === 'lower'
}

/** For sorting keys: by metric in the order of tables, then by cutoff; unknown ones last. */
export function compareKeys(a: string, b: string): number {
  const place = (key: string) => {
    const metric = metricOf(key)
    return metric === undefined ? metrics.length : metrics.indexOf(metric)
  }
  return place(a) - place(b) || a.localeCompare(b, 'en', { numeric: true })
}
