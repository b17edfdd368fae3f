import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { assemblyscript } from './build/assemblyscript.ts'
import { modulePath } from './build/module-path.ts'
import { browserArguments, testBrowser } from './tests/support/browser.ts'

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [assemblyscript(), modulePath()],
        test: {
          name: 'unit',
          include: [
            'scripts/**/*.test.ts',
            'src/**/*.test.ts',
            'build/**/*.test.ts',
            'tests/support/**/*.test.ts',
            'tests/conformance/**/*.test.ts',
            'tests/bench/**/*.test.ts',
            'tests/fuzz/**/*.test.ts',
            'tests/science/**/*.test.ts',
            'tests/learning/**/*.test.ts',
          ],
          environment: 'node',
        },
      },
      {
        plugins: [react()],
        // The pages' libraries are bundled before the first test, not discovered in the middle of one.
        optimizeDeps: { entries: ['src/renderer/main.tsx', 'src/renderer/**/*.browser.test.tsx'] },
        test: {
          name: 'browser',
          include: testBrowser === null ? [] : ['src/renderer/**/*.browser.test.tsx'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 800 },
            provider: playwright({
              launchOptions: {
                args: browserArguments(testBrowser),
                ...(testBrowser === null ? {} : { executablePath: testBrowser.path }),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
