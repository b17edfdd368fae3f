import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { Annotator } from '#shared/contract/ids.ts'
import { GuestList, IDLE_MILLISECONDS } from './guest-list.ts'

const DAY = 24 * 60 * 60_000
const ARRIVAL = { host: '127.0.0.1:80', from: '127.0.0.1', browser: 'test' }
const ana = Annotator.parse('Ana')

let file: string
let now: number

function open(onProblem?: (sentence: string) => void): GuestList {
  return new GuestList({ file, now: () => now, ...(onProblem && { onProblem }) })
}

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'guests-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'access.json')
  now = 1000 * DAY
})

it('lets a session in at its own address alone, also after a restart', () => {
  const { session, secret } = open().start({ role: 'owner' }, ARRIVAL)
  const guests = open()
  expect(guests.use(secret, ARRIVAL.host)).toEqual({ session, guest: { role: 'owner' } })
  expect(guests.use(secret, 'localhost:80')).toBeNull()
  expect(guests.use(secret, '127.0.0.1:81')).toBeNull()
  expect(guests.use(`${secret}x`, ARRIVAL.host)).toBeNull()
  expect(guests.use(session, ARRIVAL.host)).toBeNull()
})

it('keeps no secret on disk, and its file for this account alone', () => {
  const guests = open()
  const { secret } = guests.start({ role: 'owner' }, ARRIVAL)
  const token = guests.addCurator(ana)
  const { code } = guests.issueCode(1000)
  const text = readFileSync(file, 'utf8')
  for (const kept of [secret, token, code]) expect(text).not.toContain(kept)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('ends a session that nobody uses, puts the end off with each use, and ends it in time all the same', () => {
  const guests = open()
  const idle = guests.start({ role: 'owner' }, ARRIVAL)
  const used = guests.start({ role: 'owner' }, ARRIVAL)
  let days = 0
  while (guests.use(used.secret, ARRIVAL.host) !== null && days < 1000) {
    now += DAY
    days += 1
    const idleIsOver = days * DAY >= IDLE_MILLISECONDS
    expect(guests.sessions().some(({ id }) => id === idle.session)).toBe(!idleIsOver)
  }
  expect(days).toBe(90)
  expect(guests.use(idle.secret, ARRIVAL.host)).toBeNull()
  expect(guests.sessions()).toEqual([])
})

it('remembers when a session was used across a restart', () => {
  const first = open()
  const { secret } = first.start({ role: 'owner' }, ARRIVAL)
  now += 10 * DAY
  first.use(secret, ARRIVAL.host)
  now += 10 * DAY
  expect(open().use(secret, ARRIVAL.host)).not.toBeNull()
})

it('ends sessions on demand, one or all, and says which', () => {
  const guests = open()
  const ended: string[] = []
  guests.onEnded((session) => ended.push(session))
  const sessions = [1, 2, 3].map(() => guests.start({ role: 'owner' }, ARRIVAL))
  const [first] = sessions
  if (first === undefined) throw new Error('no session')
  expect(guests.revoke(first.session)).toBe(1)
  expect(guests.use(first.secret, ARRIVAL.host)).toBeNull()
  expect(() => guests.revoke(first.session)).toThrow('There is no session')
  expect(guests.revoke('all')).toBe(2)
  expect(new Set(ended)).toEqual(new Set(sessions.map(({ session }) => session)))
  expect(open().sessions()).toEqual([])
})

it('keeps the fifty sessions of a person that were used last, and those of others', () => {
  const guests = open()
  const ended: string[] = []
  guests.onEnded((session) => ended.push(session))
  const owner = guests.start({ role: 'owner' }, ARRIVAL)
  const sessions = Array.from({ length: 60 }, () => {
    now += 1000
    return guests.start({ role: 'curator', name: ana }, ARRIVAL).session
  })
  expect(ended).toEqual(sessions.slice(0, 10))
  expect(guests.sessions().map(({ id }) => id)).toEqual([...sessions.slice(10).reverse(), owner.session])
})

/** A folder in the place of the file is refused to every account, root too. */
function refuseWrites(): void {
  rmSync(file, { force: true })
  mkdirSync(join(file, 'x'), { recursive: true })
}

it('lets in on a disk that takes nothing, and says so; ending a session there fails', () => {
  const problems: string[] = []
  const guests = open((sentence) => problems.push(sentence))
  refuseWrites()
  const { secret, session } = guests.start({ role: 'owner' }, ARRIVAL)
  expect(guests.use(secret, ARRIVAL.host)).not.toBeNull()
  expect(problems).toEqual(['Who is signed in could not be written down.'])
  expect(() => guests.revoke(session)).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
})

it('puts a new session in the place of the one that the browser had, on a disk that takes nothing too', () => {
  const guests = open()
  const ended: string[] = []
  guests.onEnded((session) => ended.push(session))
  const first = guests.start({ role: 'owner' }, ARRIVAL)
  refuseWrites()
  const second = guests.start({ role: 'owner' }, ARRIVAL, first.session)
  expect(guests.use(first.secret, ARRIVAL.host)).toBeNull()
  expect(guests.use(second.secret, ARRIVAL.host)).not.toBeNull()
  expect(ended).toEqual([first.session])
})

it('ends a session and says so where the disk does not take it, though the call fails', () => {
  const guests = open()
  const ended: string[] = []
  guests.onEnded((session) => ended.push(session))
  const { secret, session } = guests.start({ role: 'owner' }, ARRIVAL)
  refuseWrites()
  expect(() => guests.revoke(session)).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
  expect(guests.use(secret, ARRIVAL.host)).toBeNull()
  expect(ended).toEqual([session])
})

it('has no curator whom the disk did not take, and takes the same name once there is room', () => {
  const guests = open()
  refuseWrites()
  expect(() => guests.addCurator(ana)).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
  expect(guests.curators()).toEqual([])
  rmSync(file, { recursive: true })
  expect(guests.curatorOf(guests.addCurator(ana))).toBe('Ana')
})

it('tries to write a use down every ten minutes, not with each request, on a disk that takes nothing', () => {
  const problems: string[] = []
  const guests = open((sentence) => problems.push(sentence))
  const { secret } = guests.start({ role: 'owner' }, ARRIVAL)
  refuseWrites()
  for (let minute = 1; minute <= 25; minute++) {
    now += 60_000
    for (let request = 0; request < 10; request++) guests.use(secret, ARRIVAL.host)
  }
  expect(problems).toHaveLength(2)
})

it('takes a code once, in its time', () => {
  const guests = open()
  const { code } = guests.issueCode(1000)
  const late = guests.issueCode(1000)
  expect(guests.redeemCode('guess')).toBe('unknown')
  expect(guests.redeemCode(code)).toBe('valid')
  expect(guests.redeemCode(code)).toBe('used')
  now += 1000
  expect(guests.redeemCode(late.code)).toBe('expired')
  now += 2 * DAY
  expect(guests.redeemCode(code)).toBe('unknown')
  expect(open().redeemCode(late.code)).toBe('unknown')
})

it('knows curators by their token until they are removed, with all their sessions', () => {
  const guests = open()
  const token = guests.addCurator(ana)
  expect(() => guests.addCurator(Annotator.parse('ANA'))).toThrow('There is a curator ANA already.')
  expect(open().curatorOf(token)).toBe('Ana')
  expect(guests.curatorOf(`${token}x`)).toBeNull()
  const { secret } = guests.start({ role: 'curator', name: ana }, ARRIVAL)
  const owner = guests.start({ role: 'owner' }, ARRIVAL)
  expect(guests.use(secret, ARRIVAL.host)?.guest).toEqual({ role: 'curator', name: 'Ana' })
  expect(guests.curators()).toMatchObject([{ name: 'Ana', sessions: 1, usedAt: now }])
  guests.removeCurator(ana)
  expect(guests.curatorOf(token)).toBeNull()
  expect(guests.use(secret, ARRIVAL.host)).toBeNull()
  expect(guests.use(owner.secret, ARRIVAL.host)).not.toBeNull()
  expect(() => guests.removeCurator(ana)).toThrow('There is no curator Ana.')
})

it('lets nobody in by a file that it cannot read, and keeps that file', () => {
  const { secret } = open().start({ role: 'owner' }, ARRIVAL)
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20))
  const problems: string[] = []
  const guests = open((sentence) => problems.push(sentence))
  expect(guests.use(secret, ARRIVAL.host)).toBeNull()
  expect(problems[0]).toContain('everybody has to sign in again')
  expect(existsSync(`${file}.damaged`)).toBe(true)
})
