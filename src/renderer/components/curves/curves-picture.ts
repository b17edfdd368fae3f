export interface PictureChart {
  readonly title: string
  readonly canvas: HTMLCanvasElement
}

export interface PictureLegend {
  readonly label: string
  readonly color: string
}

const MARGIN = 24
const LINE = 22

/** The charts on one canvas, side by side, with their titles above and the runs below, as a PNG. */
export async function curvesPicture(
  charts: readonly PictureChart[],
  legend: readonly PictureLegend[],
  colors: { background: string; ink: string },
): Promise<Blob> {
  const scale = devicePixelRatio
  const margin = MARGIN * scale
  const line = LINE * scale
  const picture = document.createElement('canvas')
  const chartsWidth = charts.reduce((sum, { canvas }) => sum + canvas.width, 0)
  const chartsHeight = Math.max(...charts.map(({ canvas }) => canvas.height))
  picture.width = chartsWidth + margin * (charts.length + 1)
  picture.height = chartsHeight + margin * 2 + line * (1 + legend.length)
  const context = picture.getContext('2d')
  if (context === null) throw new Error('This window cannot draw on a canvas')
  context.fillStyle = colors.background
  context.fillRect(0, 0, picture.width, picture.height)
  context.textBaseline = 'middle'
  let x = margin
  for (const { title, canvas } of charts) {
    context.fillStyle = colors.ink
    context.font = `600 ${13 * scale}px system-ui, sans-serif`
    context.fillText(title, x, margin + line / 2 - 6 * scale)
    context.drawImage(canvas, x, margin + line)
    x += canvas.width + margin
  }
  context.font = `${12 * scale}px system-ui, sans-serif`
  for (const [index, { label, color }] of legend.entries()) {
    const y = margin + line + chartsHeight + line * (index + 0.5)
    context.fillStyle = color
    context.fillRect(margin, y - 2 * scale, 18 * scale, 4 * scale)
    context.fillStyle = colors.ink
    context.fillText(label, margin + 26 * scale, y)
  }
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => {
      if (blob === null) reject(new Error('This window cannot make a PNG'))
      else resolve(blob)
    }, 'image/png')
  })
}
