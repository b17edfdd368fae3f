import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { type Configured, type Contact, configuredPlaces, judge } from './contacts.ts'

const ollama: Configured = { host: '127.0.0.1', port: 11434, of: 'ollamaHost' }
const lab: Configured = { host: 'gpu.lab', port: 8080, of: 'baseUrl' }
const to = (host: string, port: number | null, address: string | null = host): Contact => ({
  host,
  address,
  port,
})
const verdicts = (contacts: Contact[], configured: Configured[] = [ollama], nameServers: string[] = []) =>
  judge(contacts, configured, nameServers).map(({ verdict }) => verdict)

describe('judge', () => {
  it('tells what is configured, what is this machine and what nobody asked for', () => {
    const contacts = [to('127.0.0.1', 11434), to('127.0.0.1', 9), to('::1', 80), to('192.0.2.7', 443)]
    expect(verdicts(contacts)).toEqual(['configured', 'this machine', 'this machine', 'stranger'])
  })

  it('knows the addresses of a configured name, by both ways of watching', () => {
    const contacts = [to('gpu.lab', 8080, '10.0.0.5'), to('10.0.0.5', 8080), to('10.0.0.5', 0)]
    expect(verdicts(contacts, [lab])).toEqual(['configured', 'configured', 'configured'])
  })

  it('holds another port of a configured host for strange', () => {
    expect(verdicts([to('gpu.lab', 8080, '10.0.0.5'), to('10.0.0.5', 22)], [lab])).toEqual([
      'configured',
      'stranger',
    ])
  })

  it('lets a name server be asked where a name is configured, and only then', () => {
    const asked = [to('10.0.0.1', 53)]
    expect(verdicts(asked, [lab], ['10.0.0.1'])).toEqual(['configured'])
    expect(verdicts(asked, [ollama], ['10.0.0.1'])).toEqual(['stranger'])
    expect(verdicts([to('9.9.9.9', 53)], [lab], ['10.0.0.1'])).toEqual(['stranger'])
  })

  it('finds a look-up strange, though nothing was connected to', () => {
    expect(verdicts([to('telemetry.example', null, null)])).toEqual(['stranger'])
    expect(verdicts([to('localhost', null, null), to('gpu.lab', null, null)], [lab])).toEqual([
      'this machine',
      'configured',
    ])
  })

  it('lists each address once', () => {
    expect(judge([to('192.0.2.7', 1), to('192.0.2.7', 1)], [], [])).toHaveLength(1)
  })
})

it('finds every place in the settings', () => {
  expect(configuredPlaces(DEFAULT_SETTINGS)).toEqual([ollama])
  const settings = {
    a: 'http://[::1]:5',
    encoder: { name: 'x', baseUrl: 'https://embed.lab/v1' },
    none: null,
  }
  expect(configuredPlaces(settings)).toEqual([
    { host: '::1', port: 5, of: 'a' },
    { host: 'embed.lab', port: 443, of: 'baseUrl' },
  ])
})
