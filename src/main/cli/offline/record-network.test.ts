import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { Contact } from './contacts.ts'

const recorder = pathToFileURL(join(import.meta.dirname, 'record-network.ts')).href

/** What a script of a process, or of a thread of it, wanted to reach. 192.0.2.0/24 is for documentation: nobody is there. */
function recordedOf(script: string): Contact[] {
  const folder = mkdtempSync(join(tmpdir(), 'record-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'record.jsonl')
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, STUDIO_NETWORK_RECORD: file, NODE_OPTIONS: `--import=${recorder}` },
  })
  expect(ran.stderr).toBe('')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => Contact.parse(JSON.parse(line)))
}

const there = { host: '192.0.2.7', address: '192.0.2.7', port: 81 }
const soon = 'setTimeout(() => process.exit(), 200);'

it.each([
  ['net', `import { connect } from 'node:net'; connect(81, '192.0.2.7').on('error', () => {})`],
  [
    'a socket',
    `import { Socket } from 'node:net'; new Socket().on('error', () => {}).connect({ port: 81, host: '192.0.2.7' })`,
  ],
  ['http', `import { get } from 'node:http'; get('http://192.0.2.7:81').on('error', () => {})`],
  ['tls', `import { connect } from 'node:tls'; connect(81, '192.0.2.7').on('error', () => {})`],
  ['fetch', `fetch('http://192.0.2.7:81').catch(() => {})`],
  [
    'a thread',
    `import { Worker } from 'node:worker_threads'; new Worker("import('node:net').then(({ connect }) => connect(81, '192.0.2.7').on('error', () => {})); ${soon}", { eval: true })`,
  ],
  [
    'a child',
    `import { spawn } from 'node:child_process'; spawn(process.execPath, ['-e', "require('net').connect(81, '192.0.2.7').on('error', () => {}); ${soon}"])`,
  ],
])('records what %s connects to', (_, script) => {
  // A thread and a process end by themselves.
  const end = /Worker|spawn/.test(script) ? '' : soon
  expect(recordedOf(`${script}; ${end}`)).toContainEqual(there)
})

it('records names that are looked up, by whichever function', () => {
  const script = `import dns, { lookup, promises } from 'node:dns'; const none = () => {};
    lookup('one.invalid', none); promises.resolve4('two.invalid').catch(none); new dns.Resolver().resolve('three.invalid', none);
    fetch('http://four.invalid').catch(none); ${soon}`
  const hosts = new Set(recordedOf(script).map(({ host }) => host))
  expect([...hosts].sort()).toEqual(['four.invalid', 'one.invalid', 'three.invalid', 'two.invalid'])
})

it('records datagrams', () => {
  const script = `import { createSocket } from 'node:dgram'; const socket = createSocket('udp4');
    socket.send('x', 82, '192.0.2.8', () => socket.close()); ${soon}`
  expect(recordedOf(script)).toContainEqual({ host: '192.0.2.8', address: null, port: 82 })
})

it('records no socket of the machine', () => {
  expect(
    recordedOf(`import { connect } from 'node:net'; connect('/nowhere/s').on('error', () => {})`),
  ).toEqual([])
})
