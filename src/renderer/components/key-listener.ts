import { currentActions, type ListedAction } from './actions.ts'
import { matchKeys, typesNothing } from './shortcut-keys.ts'

/** A sequence such as `g c` must follow within this time. */
const SEQUENCE_MILLISECONDS = 1200
/** How long a key that is complete and also begins a sequence waits for the rest of the sequence. */
const AMBIGUOUS_MILLISECONDS = 600

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

/** How the focus came to where it is; a click on a tab does not mean that the arrows are for the tabs. */
let focusedByPointer = false

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
      if (isTyping(event.target)) return true
      if (event.target.closest('[role="slider"], [role="separator"], input[type="range"]') !== null)
        return true
      return (
        !focusedByPointer &&
        event.target.closest('[role="tablist"], [role="radiogroup"], input[type="radio"]') !== null
      )
    default:
      return false
  }
}

/** Presses that may become a sequence, and the action of the newest one alone, which waits for that. */
let presses: readonly KeyboardEvent[] = []
let held: { run: () => void; timer: ReturnType<typeof setTimeout> } | null = null

function takeHeld(): (() => void) | null {
  if (held === null) return null
  clearTimeout(held.timer)
  const { run } = held
  held = null
  return run
}

function runHeld(): void {
  takeHeld()?.()
}

interface Match {
  complete: ListedAction | null
  begun: boolean
}

/** The newest action whose keys the presses complete, and whether they also begin longer keys. */
function match(tried: readonly KeyboardEvent[], event: KeyboardEvent): Match {
  const typing = isTyping(event.target)
  const found: Match = { complete: null, begun: false }
  for (const { actions } of currentActions()) {
    for (const action of actions) {
      if (!action.enabled || (event.repeat && action.repeats !== true)) continue
      for (const keys of action.keys) {
        if (typing && !(action.whileTyping === true && typesNothing(keys))) continue
        const progress = matchKeys(keys, tried)
        if (progress === 'complete') found.complete ??= action
        found.begun ||= progress === 'begun'
      }
    }
  }
  return found
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key === 'Tab') focusedByPointer = false
  if (event.defaultPrevented || event.isComposing || isElsewhere(event.target) || belongsToWidget(event)) {
    return
  }
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  const recent = event.repeat
    ? []
    : presses.filter((press) => event.timeStamp - press.timeStamp < SEQUENCE_MILLISECONDS)
  const sequence = [...recent, event]
  const continued = recent.length > 0 ? match(sequence, event) : null
  if (continued !== null && (continued.complete !== null || continued.begun)) {
    // The sequence goes on, so its first key was no action of its own.
    takeHeld()
    settle(continued, sequence, event)
    return
  }
  runHeld()
  settle(match([event], event), [event], event)
}

function settle({ complete, begun }: Match, tried: readonly KeyboardEvent[], event: KeyboardEvent): void {
  presses = begun ? tried : []
  if (complete === null) return
  event.preventDefault()
  const run = () => complete.run(event.timeStamp)
  if (begun && !event.repeat) held = { run, timer: setTimeout(runHeldAlone, AMBIGUOUS_MILLISECONDS) }
  else run()
}

/** Nothing followed: the key was meant alone, and begins no sequence any more. */
function runHeldAlone(): void {
  presses = []
  runHeld()
}

function onPointerDown(): void {
  focusedByPointer = true
}

/** Listens for the keys of this window; called once. */
export function listenForKeys(): () => void {
  document.addEventListener('keydown', onKeyDown)
  document.addEventListener('pointerdown', onPointerDown, { capture: true })
  return () => {
    document.removeEventListener('keydown', onKeyDown)
    document.removeEventListener('pointerdown', onPointerDown, { capture: true })
  }
}
