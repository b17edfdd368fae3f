import type { IpcMainInvokeEvent } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import {
  confine,
  denyForeignRequests,
  denyPermissions,
  handleFromPage,
  isAppUrl,
  pagePreferences,
} from './security.ts'

type Listener = (...given: never[]) => void

/** Records the listeners that code under test registers on an Electron object, by event or method name. */
function recorder() {
  const listeners = new Map<string, Listener>()
  const keep = (name: string) => (listener: Listener) => {
    listeners.set(name, listener)
  }
  const call = (name: string, ...given: unknown[]): unknown => {
    const listener = listeners.get(name) as ((...given: unknown[]) => unknown) | undefined
    if (listener === undefined) throw new Error(`nothing registered for ${name}`)
    return listener(...given)
  }
  return { listeners, keep, call }
}

describe('isAppUrl', () => {
  it.each([
    ['studio://app/', true],
    ['studio://app/#/review', true],
    ['studio://evil/', false],
    ['https://app/', false],
    ['file:///etc/passwd', false],
    ['studio:app', false],
    ['', false],
  ])('%s is %s', (url, own) => {
    expect(isAppUrl(url)).toBe(own)
  })
})

describe('the window', () => {
  it('is a sandboxed page without Node', () => {
    expect(pagePreferences('/preload.cjs')).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  it('opens no other window and stays on its own pages', () => {
    const { keep, call } = recorder()
    confine({
      on: ((name: string, listener: Listener) => keep(name)(listener)) as never,
      setWindowOpenHandler: keep('open') as never,
    })
    expect(call('open', { url: 'studio://app/' })).toEqual({ action: 'deny' })
    for (const name of ['will-navigate', 'will-redirect']) {
      const foreign = { url: 'https://example.org/', preventDefault: vi.fn() }
      call(name, foreign)
      expect(foreign.preventDefault).toHaveBeenCalled()
      const own = { url: 'studio://app/#/train', preventDefault: vi.fn() }
      call(name, own)
      expect(own.preventDefault).not.toHaveBeenCalled()
    }
    const inFrame = (isMainFrame: boolean, url: string) => {
      const event = { url, isMainFrame, preventDefault: vi.fn() }
      call('will-frame-navigate', event)
      return event.preventDefault.mock.calls.length > 0
    }
    expect(inFrame(true, 'studio://app/#/train')).toBe(false)
    expect(inFrame(true, 'https://example.org/')).toBe(true)
    expect(inFrame(false, 'studio://app/')).toBe(true)
    const webview = { preventDefault: vi.fn() }
    call('will-attach-webview', webview)
    expect(webview.preventDefault).toHaveBeenCalled()
  })

  it('is refused every permission but writing text to the clipboard', () => {
    const { keep, call } = recorder()
    denyPermissions({
      setPermissionRequestHandler: keep('request') as never,
      setPermissionCheckHandler: keep('check') as never,
      setDevicePermissionHandler: keep('device') as never,
    })
    const request = (permission: string, url: string) => {
      const answer = vi.fn()
      call('request', { getURL: () => url }, permission, answer)
      return answer.mock.calls[0]?.[0]
    }
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      expect(request(permission, 'studio://app/')).toBe(false)
      expect(call('check', null, permission, 'studio://app')).toBe(false)
    }
    expect(request('clipboard-sanitized-write', 'studio://app/')).toBe(true)
    expect(request('clipboard-sanitized-write', 'https://example.org/')).toBe(false)
    expect(call('device', {})).toBe(false)
  })

  it('requests nothing from other hosts', () => {
    const { keep, call } = recorder()
    denyForeignRequests({ webRequest: { onBeforeRequest: keep('request') } as never })
    const cancelled = (url: string) => {
      const answer = vi.fn<(response: { cancel: boolean }) => void>()
      call('request', { url }, answer)
      return answer.mock.lastCall?.[0].cancel
    }
    expect(cancelled('studio://app/rpc/x')).toBe(false)
    expect(cancelled('blob:studio://app/1')).toBe(false)
    expect(cancelled('https://example.org/pixel.png')).toBe(true)
    expect(cancelled('file:///etc/passwd')).toBe(true)
  })
})

describe('handleFromPage', () => {
  function registered() {
    const { keep, call } = recorder()
    const answer = vi.fn((input: { path: string }) => input.path)
    const ipc = { handle: ((name: string, listener: Listener) => keep(name)(listener)) as never }
    handleFromPage(ipc, 'test', z.strictObject({ path: z.string() }), answer)
    const invoke = (senderFrame: unknown, input: unknown) =>
      call('test', { senderFrame } as IpcMainInvokeEvent, input)
    return { answer, invoke }
  }
  const page = { url: 'studio://app/', parent: null }

  it("answers the studio's own page", () => {
    expect(registered().invoke(page, { path: '/a' })).toBe('/a')
  })

  it.each([
    ['a foreign page', { url: 'https://example.org/', parent: null }],
    ['a frame inside the page', { url: 'studio://app/', parent: page }],
    ['a frame that is gone', null],
  ])('refuses %s', (_, frame) => {
    const { answer, invoke } = registered()
    expect(() => invoke(frame, { path: '/a' })).toThrow(/refused/)
    expect(answer).not.toHaveBeenCalled()
  })

  it('refuses input that is not what the channel takes', () => {
    const { answer, invoke } = registered()
    expect(() => invoke(page, { path: 1 })).toThrow(z.ZodError)
    expect(answer).not.toHaveBeenCalled()
  })
})
