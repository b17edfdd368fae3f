/** One press: a key with its modifiers. */
export interface Chord {
  /** As `KeyboardEvent.key` in lower case; `space` for the space bar. */
  key: string
  /** Ctrl, or Command on a Mac. */
  mod: boolean
  alt: boolean
  shift: boolean
}

/** What a key press tells; a `KeyboardEvent` is one. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * Reads keys as they are written down: `a`, `?`, `mod+k`, `shift+z`, `arrowright`, and sequences
 * of chords with a space between them (`g c`).
 */
export function parseKeys(keys: string): Chord[] {
  return keys.split(' ').map((written) => {
    const parts = written.toLowerCase().split('+')
    return {
      key: parts.at(-1) ?? '',
      mod: parts.includes('mod'),
      alt: parts.includes('alt'),
      shift: parts.includes('shift'),
    }
  })
}

/**
 * Whether Shift tells two chords of this key apart. It does for letters and named keys; a sign such
 * as `?` needs Shift on one keyboard and not on another.
 */
function shiftMatters(key: string): boolean {
  return key.length > 1 || key.toLowerCase() !== key.toUpperCase()
}

function keyName(press: KeyPress): string {
  return press.key === ' ' ? 'space' : press.key.toLowerCase()
}

export function matchesChord(chord: Chord, press: KeyPress): boolean {
  const key = keyName(press)
  return (
    chord.key === key &&
    chord.mod === (press.ctrlKey || press.metaKey) &&
    chord.alt === press.altKey &&
    (!shiftMatters(key) || chord.shift === press.shiftKey)
  )
}

/** How far the presses, oldest first, have come through the keys: all of them, a beginning, or not at all. */
export function matchKeys(keys: string, presses: readonly KeyPress[]): 'complete' | 'begun' | 'none' {
  const chords = parseKeys(keys)
  if (presses.length > chords.length) return 'none'
  const matches = presses.every((press, index) => {
    const chord = chords[index]
    return chord !== undefined && matchesChord(chord, press)
  })
  if (!matches) return 'none'
  return presses.length === chords.length ? 'complete' : 'begun'
}

/** Whether a text field can do without these keys: every press has Ctrl or Command, or is Escape. */
export function typesNothing(keys: string): boolean {
  return parseKeys(keys).every(({ key, mod }) => mod || key === 'escape')
}

/** The press written down as `parseKeys` reads it; null for a modifier alone. */
export function writeKeys(press: KeyPress): string | null {
  const key = keyName(press)
  if (['control', 'shift', 'alt', 'meta', 'altgraph', 'capslock', 'dead', 'unidentified'].includes(key)) {
    return null
  }
  const parts = [key]
  if (press.shiftKey && shiftMatters(key)) parts.unshift('shift')
  if (press.altKey) parts.unshift('alt')
  if (press.ctrlKey || press.metaKey) parts.unshift('mod')
  return parts.join('+')
}

const KEY_LABELS: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  escape: 'Esc',
  enter: 'Enter',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Del',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  tab: 'Tab',
}

/** The caps to draw, chord by chord: `mod+k` is [["Ctrl", "K"]], `g c` is [["G"], ["C"]]. */
export function keyCaps(keys: string, mac: boolean): string[][] {
  return parseKeys(keys).map((chord) => [
    ...(chord.mod ? [mac ? '⌘' : 'Ctrl'] : []),
    ...(chord.alt ? [mac ? '⌥' : 'Alt'] : []),
    ...(chord.shift ? ['Shift'] : []),
    KEY_LABELS[chord.key] ?? chord.key.toUpperCase(),
  ])
}
