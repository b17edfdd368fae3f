import { describe, expect, it } from 'vitest'
import { type KeyPress, keyCaps, matchKeys, typesNothing, writeKeys } from './shortcut-keys.ts'

function press(key: string, modifiers: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers }
}

describe('matchKeys', () => {
  it('takes a plain key and nothing with a modifier', () => {
    expect(matchKeys('a', [press('a')])).toBe('complete')
    expect(matchKeys('a', [press('a', { ctrlKey: true })])).toBe('none')
    expect(matchKeys('a', [press('A', { shiftKey: true })])).toBe('none')
  })
  it('takes Ctrl and Command alike for mod', () => {
    expect(matchKeys('mod+k', [press('k', { ctrlKey: true })])).toBe('complete')
    expect(matchKeys('mod+k', [press('k', { metaKey: true })])).toBe('complete')
  })
  it('does not ask how a keyboard makes a question mark', () => {
    expect(matchKeys('?', [press('?', { shiftKey: true })])).toBe('complete')
    expect(matchKeys('?', [press('?')])).toBe('complete')
  })
  it('follows a sequence press by press', () => {
    expect(matchKeys('g c', [press('g')])).toBe('begun')
    expect(matchKeys('g c', [press('g'), press('c')])).toBe('complete')
    expect(matchKeys('g c', [press('g'), press('x')])).toBe('none')
    expect(matchKeys('g', [press('g'), press('c')])).toBe('none')
  })
})

describe('writeKeys', () => {
  it.each([
    press('a'),
    press('K', { ctrlKey: true, shiftKey: true }),
    press('?', { shiftKey: true }),
    press(' '),
    press('ArrowLeft', { altKey: true }),
  ])('writes what matchKeys reads: %o', (written) => {
    expect(matchKeys(writeKeys(written) ?? '', [written])).toBe('complete')
  })
  it('waits while only a modifier is held', () => {
    expect(writeKeys(press('Shift', { shiftKey: true }))).toBeNull()
  })
})

describe('keyCaps', () => {
  it('names keys as they are printed', () => {
    expect(keyCaps('mod+shift+z', false)).toEqual([['Ctrl', 'Shift', 'Z']])
    expect(keyCaps('mod+k', true)).toEqual([['⌘', 'K']])
    expect(keyCaps('g c', false)).toEqual([['G'], ['C']])
    expect(keyCaps('arrowright', false)).toEqual([['→']])
  })
})

describe('typesNothing', () => {
  it('leaves plain keys and sequences of them to the text field', () => {
    expect(['mod+1', 'mod+enter', 'escape'].map(typesNothing)).toEqual([true, true, true])
    expect(['a', 'g c', '?', 'alt+a'].map(typesNothing)).toEqual([false, false, false, false])
  })
})
