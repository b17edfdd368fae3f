import { useEffect, useEffectEvent, useId, useSyncExternalStore } from 'react'
import { matchKeys } from './shortcut-keys.ts'

export interface Shortcut {
  /** Names the shortcut within its scope; a person's own keys are kept under it. */
  id: string
  /** As `parseKeys` reads them; the first of several is the one that is shown. */
  keys: string | readonly string[]
  /** What it does, as the key list and the buttons say it. */
  label: string
  run: (event: KeyboardEvent) => void
  /** Also while a text field has the focus; for chords that type nothing. */
  whileTyping?: boolean
  /** Runs again and again while the key is held. */
  repeats?: boolean
}

interface Registration {
  owner: string
  scope: string
  shortcuts: readonly Shortcut[]
}

const STORAGE_KEY = 'shortcuts'
/** A sequence such as `g c` must follow within this time. */
const SEQUENCE_MILLISECONDS = 1200

let registrations: readonly Registration[] = []
let ownKeys: Readonly<Record<string, string>> = readOwnKeys()
const listeners = new Set<() => void>()

function changed(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function readOwnKeys(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, keys]) => typeof keys === 'string'))
  } catch {
    return {}
  }
}

function keysOf(scope: string, shortcut: Shortcut): readonly string[] {
  const own = ownKeys[`${scope}/${shortcut.id}`]
  if (own !== undefined) return [own]
  return typeof shortcut.keys === 'string' ? [shortcut.keys] : shortcut.keys
}

/** Gives a shortcut other keys, for good; null brings its own ones back. */
export function remapShortcut(scope: string, id: string, keys: string | null): void {
  const name = `${scope}/${id}`
  const { [name]: _, ...others } = ownKeys
  ownKeys = keys === null ? others : { ...others, [name]: keys }
  localStorage.setItem(STORAGE_KEY, JSON.stringify(ownKeys))
  changed()
}

/**
 * Registers shortcuts while the component is mounted: they run, and the key list shows them under
 * the scope's name. Of equal keys those registered last win, so that a page comes before the shell.
 * Returns what looks up the keys to show on a button.
 */
export function useShortcuts(shortcuts: readonly Shortcut[], scope: string): (id: string) => string {
  const owner = useId()
  const newest = useEffectEvent(() => shortcuts)
  // A render gives new functions; who registered what stays the same until an id, key or label changes.
  const signature = JSON.stringify(shortcuts.map(({ id, keys, label }) => [id, keys, label]))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the shortcuts
  useEffect(() => {
    const lively = newest().map((shortcut) => ({
      ...shortcut,
      run: (event: KeyboardEvent) =>
        newest()
          .find(({ id }) => id === shortcut.id)
          ?.run(event),
    }))
    registrations = [...registrations, { owner, scope, shortcuts: lively }]
    changed()
    return () => {
      registrations = registrations.filter((registration) => registration.owner !== owner)
      changed()
    }
  }, [owner, scope, signature])
  useSyncExternalStore(subscribe, () => ownKeys)
  return (id) => {
    const shortcut = shortcuts.find((candidate) => candidate.id === id)
    return shortcut === undefined ? '' : (keysOf(scope, shortcut)[0] ?? '')
  }
}

export interface ListedShortcut {
  id: string
  label: string
  keys: readonly string[]
  remapped: boolean
}

/** Everything that has keys now, by scope, newest scope first. */
export function useShortcutList(): { scope: string; shortcuts: ListedShortcut[] }[] {
  const current = useSyncExternalStore(subscribe, () => registrations)
  const own = useSyncExternalStore(subscribe, () => ownKeys)
  const scopes = new Map<string, ListedShortcut[]>()
  for (const { scope, shortcuts } of current.toReversed()) {
    const listed = scopes.get(scope) ?? []
    for (const shortcut of shortcuts) {
      listed.push({
        id: shortcut.id,
        label: shortcut.label,
        keys: keysOf(scope, shortcut),
        remapped: own[`${scope}/${shortcut.id}`] !== undefined,
      })
    }
    scopes.set(scope, listed)
  }
  return [...scopes].map(([scope, shortcuts]) => ({ scope, shortcuts }))
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true
  }
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'range', 'submit'].includes(target.type)
  )
}

/** A dialog is a page of its own, and a menu takes every key. */
function isElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
  )
}

const WIDGETS_WITH_ARROWS =
  '[role="tablist"], [role="slider"], [role="radiogroup"], [role="separator"], input'

/** The key belongs to the widget that has the focus: Enter presses it, arrows move within it. */
function belongsToWidget(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return false
  switch (event.key) {
    case 'Enter':
    case ' ':
      return event.target.closest('button, a[href], input, summary') !== null
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'ArrowUp':
    case 'ArrowDown':
    case 'Home':
    case 'End':
      return event.target.closest(WIDGETS_WITH_ARROWS) !== null
    default:
      return false
  }
}

let presses: KeyboardEvent[] = []

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isElsewhere(event.target) || belongsToWidget(event))
    return
  const typing = isTyping(event.target)
  const fresh = presses.filter((press) => event.timeStamp - press.timeStamp < SEQUENCE_MILLISECONDS)
  if (!event.repeat && (find([...fresh, event], typing, event) || fresh.length === 0)) return
  find([event], typing, event)
}

/** Runs the shortcut that the presses complete, or keeps them when they begin one; says which came true. */
function find(tried: KeyboardEvent[], typing: boolean, event: KeyboardEvent): boolean {
  let begun = false
  for (const { scope, shortcuts } of registrations.toReversed()) {
    for (const shortcut of shortcuts) {
      if (typing && shortcut.whileTyping !== true) continue
      if (event.repeat && shortcut.repeats !== true) continue
      for (const keys of keysOf(scope, shortcut)) {
        const match = matchKeys(keys, tried)
        if (match === 'complete') {
          presses = []
          event.preventDefault()
          shortcut.run(event)
          return true
        }
        begun ||= match === 'begun'
      }
    }
  }
  presses = begun ? tried : []
  return begun
}

/** Listens for the keys of this window; called once. */
export function listenForShortcuts(): () => void {
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}
