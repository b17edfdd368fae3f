import type { Page } from 'playwright-core'

/**
 * Seconds in the page from an act to the frame after which its effect is on screen, as the page's own clock has them: what the
 * driver takes to reach the page is not in it.
 *
 * @param act what a person does, as an expression
 * @param done whether the effect is there, as an expression
 * @throws Error where it is not there within ten seconds
 */
export async function secondsUntil(page: Page, act: string, done: string): Promise<number> {
  const milliseconds = await page.evaluate(`(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    const start = performance.now()
    ;${act};
    while (!(${done})) {
      if (performance.now() - start > 10_000) throw new Error('It is not there: ' + ${JSON.stringify(done)})
      await frame()
    }
    // What the frame draws is on screen when the next one begins.
    await frame()
    return performance.now() - start
  })()`)
  return Number(milliseconds) / 1000
}

/** Sets a native field as a person does, so that React hears of it. */
export const SET_FIELD = `const setField = (element, value) => {
  const prototype = element instanceof HTMLSelectElement ? HTMLSelectElement.prototype : HTMLInputElement.prototype
  Object.getOwnPropertyDescriptor(prototype, 'value').set.call(element, value)
  element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
}`
