/** What a person drew around points, in the map's coordinates. */
export type Area =
  | {
      readonly kind: 'rectangle'
      readonly x: readonly [number, number]
      readonly y: readonly [number, number]
    }
  | { readonly kind: 'lasso'; readonly corners: readonly (readonly [x: number, y: number])[] }

/** Whether the point lies in the area. A lasso closes itself; inside is where a ray crosses it an odd number of times. */
export function isWithin(area: Area, point: { readonly x: number; readonly y: number }): boolean {
  switch (area.kind) {
    case 'rectangle':
      return between(point.x, area.x) && between(point.y, area.y)
    case 'lasso':
      return crossings(area.corners, point) % 2 === 1
  }
}

function between(value: number, [a, b]: readonly [number, number]): boolean {
  return value >= Math.min(a, b) && value <= Math.max(a, b)
}

function crossings(
  corners: readonly (readonly [x: number, y: number])[],
  { x, y }: { readonly x: number; readonly y: number },
): number {
  return corners.filter(([fromX, fromY], index) => {
    const [toX, toY] = corners[(index + 1) % corners.length] ?? [fromX, fromY]
    if (fromY > y === toY > y) return false
    return x < fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX)
  }).length
}
