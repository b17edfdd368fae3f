import { expect, it } from 'vitest'
import { straceContacts } from './strace.ts'

it('reads addresses of both families and leaves sockets of the machine out', () => {
  const lines = [
    '71 connect(20, {sa_family=AF_INET, sin_port=htons(11434), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)',
    '71 connect(21, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::7", &sin6_addr), sin6_scope_id=0}, 28) = 0',
    '72 sendto(5, ""..., 40, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 40',
    '72 connect(18, {sa_family=AF_UNIX, sun_path="/tmp/s"...}, 110) = 0',
    '72 sendmsg(4, {msg_name=NULL, msg_namelen=0}, 0) = 1',
  ]
  expect(straceContacts(lines.join('\n')).map(({ host, port }) => [host, port])).toEqual([
    ['127.0.0.1', 11434],
    ['2001:db8::7', 443],
    ['10.0.0.1', 53],
  ])
})
