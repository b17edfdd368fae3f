import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import project from '../../package.json' with { type: 'json' }
import { productionPackages } from './production-packages.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const packages = productionPackages(root)

const read = <T>(schema: z.ZodType<T>, ...path: string[]): T =>
  schema.parse(JSON.parse(readFileSync(join(root, ...path), 'utf8')))
const LockFile = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })
const PackageFile = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })

it('has what `dependencies` names, but for the package of the Node binary', () => {
  const named = Object.keys(project.dependencies).filter((name) => name !== 'node')
  expect(packages).toEqual(expect.arrayContaining(named.map((name) => `node_modules/${name}`)))
  expect(packages).not.toContain('node_modules/node')
})

it('has nothing that is for developers alone, and no binding to a library that is not there', () => {
  const { packages: locked } = read(LockFile, 'package-lock.json')
  expect(packages.filter((folder) => locked[folder]?.dev === true)).toEqual([])
  expect(packages.filter((folder) => /tensorflow|electron|react|vite/.test(folder))).toEqual([])
})

it('has whatever a package that it has can load', () => {
  const missing = packages.flatMap((folder) => {
    const { dependencies } = read(PackageFile, folder, 'package.json')
    return Object.keys(dependencies).filter(
      (name) => !packages.some((other) => other.endsWith(`node_modules/${name}`)),
    )
  })
  expect(missing).toEqual([])
})
