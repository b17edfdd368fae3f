import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import carriedChromium from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Names under which an installed browser that Playwright's chromium driver understands goes. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
]
const FIXED_PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

interface Launchable {
  path: string
  args: string[]
}

/** An installed browser, else the one that an npm package carries, else null. */
async function findBrowser(): Promise<Launchable | null> {
  const chosen = process.env.STUDIO_TEST_BROWSER
  if (chosen === 'none') return null
  if (chosen !== undefined && chosen !== 'carried') return { path: chosen, args: [] }
  if (chosen === undefined) {
    const folders = (process.env.PATH ?? '').split(delimiter)
    const installed = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)))
    const path = [...installed, ...(FIXED_PLACES[process.platform] ?? [])].find((candidate) =>
      existsSync(candidate),
    )
    if (path !== undefined) return { path, args: [] }
  }
  if (process.platform !== 'linux') return null
  try {
    const path = await carriedChromium.executablePath()
    // Its libraries may be missing on a bare system; better to know before forty tests fail.
    const works = spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0
    // Its flags suit a serverless sandbox; the ones that switch the browser's own security off would blind the tests.
    const args = carriedChromium.args.filter((flag) => !/web-security|insecure-content/.test(flag))
    return works ? { path, args } : null
  } catch {
    return null
  }
}

/** What end-to-end tests drive; null where this machine has no browser for them. */
export const testBrowser: Launchable | null = await findBrowser()

/** The flags that every test's browser starts with. */
export function browserArguments(browser: Launchable | null): string[] {
  const asRoot = process.getuid?.() === 0
  return [
    ...(browser?.args ?? []),
    ...(asRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}

export async function launchBrowser(): Promise<Browser> {
  if (testBrowser === null) throw new Error('no browser on this machine')
  return chromium.launch({ executablePath: testBrowser.path, args: browserArguments(testBrowser) })
}
