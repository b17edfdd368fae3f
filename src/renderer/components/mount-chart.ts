import { type EChartsType, init } from 'echarts/core'

/** A chart in an element, whose size it follows until it is unmounted. What it draws, its component registers with `use`. */
export function mountChart(host: HTMLElement): { chart: EChartsType; unmount: () => void } {
  const chart = init(host)
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(host)
  return {
    chart,
    unmount: () => {
      observer.disconnect()
      chart.dispose()
    },
  }
}
