import { defineConfig } from 'vitest/config'
import { assemblyscript } from './build/assemblyscript.ts'
import { modulePath } from './build/module-path.ts'

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
            'src/**/*.test.tsx',
            'build/**/*.test.ts',
            'tests/support/**/*.test.ts',
            'tests/bench/**/*.test.ts',
          ],
          environment: 'node',
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
