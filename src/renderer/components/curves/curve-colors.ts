/** Told apart by people with any kind of colour vision, and readable on light and dark (after Okabe and Ito). */
const COLORS = ['#5b6ee1', '#d9822b', '#1f9d73', '#c95aa0', '#2f9fd0', '#b8860b', '#8a6bbf', '#d0493f']

export function curveColor(place: number): string {
  return COLORS[place % COLORS.length] ?? '#5b6ee1'
}
