import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import '../app/global.css'
import { onTestFinished } from 'vitest'
import { render } from 'vitest-browser-react'
import { App } from '../app/app.tsx'
import { queryClient } from '../app/client.ts'
import { router } from '../app/routes.tsx'
import { type FakeAnswers, fakeEngine } from './fake-engine.ts'

/** The window at an address, with an engine that answers what the test says. */
export async function renderStudio(address: string, answers: FakeAnswers) {
  queryClient.clear()
  const restore = fakeEngine(answers)
  onTestFinished(restore)
  router.history.replace(address)
  // The router is the same in every test: it looks at the address again, and needs the window to finish that.
  const loaded = router.load()
  const screen = await render(<App />, { container: windowRoot() })
  await loaded
  return screen
}

/** The element that fills the window, as in its page. */
function windowRoot(): HTMLElement {
  const root = document.createElement('div')
  root.id = 'root'
  document.body.append(root)
  onTestFinished(() => root.remove())
  return root
}
