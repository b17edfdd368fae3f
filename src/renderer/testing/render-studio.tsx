import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import '../app/global.css'
import { onTestFinished } from 'vitest'
import { render } from 'vitest-browser-react'
import { App } from '../app/app.tsx'
import { queryClient } from '../app/client.ts'
import { type FakeAnswers, fakeEngine } from './fake-engine.ts'

/** The window at an address, with an engine that answers what the test says. */
export async function renderStudio(address: string, answers: FakeAnswers) {
  queryClient.clear()
  location.hash = address
  const restore = fakeEngine(answers)
  onTestFinished(restore)
  return render(<App />)
}
