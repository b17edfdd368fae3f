import { spawnSync } from 'node:child_process'
import type { Contact } from './contacts.ts'

const TRACE = ['-f', '-qq', '-s', '0', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-e', 'signal=none']

/** Words before a command that strace writes its network calls with, and of what that starts; null where it cannot. */
export function straceWords(file: string): string[] | null {
  // The first stops at the traced calls alone and is much quicker; older versions lack it.
  const forms = [
    ['--seccomp-bpf', ...TRACE, '-o', file],
    [...TRACE, '-o', file],
  ]
  const usable = forms.find((words) => {
    const tried = spawnSync('strace', [...words, process.execPath, '--version'], { timeout: 10_000 })
    return tried.status === 0
  })
  return usable === undefined ? null : ['strace', ...usable]
}

const PORT = /sin6?_port=htons\((\d+)\)/
const ADDRESS = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/

/** What strace's lines say was reached over IP; sockets and pipes of the machine are no address. */
export function straceContacts(text: string): Contact[] {
  return text.split('\n').flatMap((line) => {
    const [, port] = PORT.exec(line) ?? []
    const [, four, six] = ADDRESS.exec(line) ?? []
    const host = four ?? six
    return host === undefined || port === undefined ? [] : [{ host, address: host, port: Number(port) }]
  })
}
