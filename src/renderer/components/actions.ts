import type { Icon } from '@tabler/icons-react'
import { useEffectEvent, useId, useLayoutEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Something a person can do here: its button, its keys, the command palette and the key list derive from it. */
export interface Action<Id extends string = string> {
  /** Names the action within its scope; a person's own keys are kept under it. */
  id: Id
  /** What it does, as the button, the palette and the key list say it. */
  label: string
  icon?: Icon
  /** As `parseKeys` reads them; the first of several is the one that is shown. */
  keys: string | readonly string[]
  /** Left out means yes. */
  enabled?: boolean
  /** `at`: when the key or the button was pressed, in milliseconds as `performance.now` counts. */
  run: (at: number) => void
  /** Those of its keys that type nothing (`mod+k`, Escape) work while a text field has the focus. */
  whileTyping?: boolean
  /** Runs again and again while the key is held. */
  repeats?: boolean
}

/** An action with the keys that it has now, as its button needs it. */
export interface BoundAction extends Action {
  enabled: boolean
  /** The keys to show beside the label. */
  shownKeys: string
}

interface Registration {
  owner: string
  scope: string
  actions: readonly Action[]
}

interface ActionRegistry {
  registrations: readonly Registration[]
  /** Keys that a person chose, by `scope/id`. */
  ownKeys: Readonly<Record<string, string>>
}

const STORAGE_KEY = 'shortcuts'

const registry = createStore<ActionRegistry>(() => ({ registrations: [], ownKeys: readOwnKeys() }))

function readOwnKeys(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, keys]) => typeof keys === 'string'))
  } catch {
    return {}
  }
}

function keysOf(
  ownKeys: ActionRegistry['ownKeys'],
  scope: string,
  action: Pick<Action, 'id' | 'keys'>,
): readonly string[] {
  const own = ownKeys[`${scope}/${action.id}`]
  if (own !== undefined) return [own]
  return typeof action.keys === 'string' ? [action.keys] : action.keys
}

/** Gives an action other keys, for good; null brings its own ones back. */
export function remapAction(scope: string, id: string, keys: string | null): void {
  const name = `${scope}/${id}`
  const { [name]: _, ...others } = registry.getState().ownKeys
  const ownKeys = keys === null ? others : { ...others, [name]: keys }
  localStorage.setItem(STORAGE_KEY, JSON.stringify(ownKeys))
  registry.setState({ ownKeys })
}

/**
 * Registers actions while the component is mounted: their keys work, and the command palette and the
 * key list show them under the scope's name. Of equal keys those registered last win, so that a page
 * comes before the shell. Returns what a button needs, by id.
 */
export function useActions<Id extends string>(
  scope: string,
  actions: readonly Action<Id>[],
): (id: Id) => BoundAction {
  const owner = useId()
  const newest = useEffectEvent((): readonly Action[] => actions)
  // A render gives new functions; a registration stays until what is shown of an action changes.
  const signature = JSON.stringify(actions.map(({ id, keys, label, enabled }) => [id, keys, label, enabled]))
  // Before the screen is painted: a key that follows what it shows finds its action.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the actions
  useLayoutEffect(() => {
    const registered = newest().map((action) => ({
      ...action,
      run: (at: number) =>
        newest()
          .find(({ id }) => id === action.id)
          ?.run(at),
    }))
    registry.setState(({ registrations }) => ({
      registrations: [...registrations, { owner, scope, actions: registered }],
    }))
    return () =>
      registry.setState(({ registrations }) => ({
        registrations: registrations.filter((registration) => registration.owner !== owner),
      }))
  }, [owner, scope, signature])
  const ownKeys = useStore(registry, (state) => state.ownKeys)
  return (id) => {
    const action = actions.find((candidate) => candidate.id === id)
    if (action === undefined) throw new Error(`${scope} has no action ${id}`)
    return {
      ...action,
      enabled: action.enabled !== false,
      shownKeys: keysOf(ownKeys, scope, action)[0] ?? '',
    }
  }
}

export interface ListedAction extends Omit<Action, 'keys'> {
  enabled: boolean
  keys: readonly string[]
  remapped: boolean
}

/** Everything that can be done here now, by scope, newest scope first. */
function listed({ registrations, ownKeys }: ActionRegistry): { scope: string; actions: ListedAction[] }[] {
  const scopes = new Map<string, ListedAction[]>()
  for (const { scope, actions } of registrations.toReversed()) {
    const list = actions.map((action) => ({
      ...action,
      enabled: action.enabled !== false,
      keys: keysOf(ownKeys, scope, action),
      remapped: ownKeys[`${scope}/${action.id}`] !== undefined,
    }))
    scopes.set(scope, [...(scopes.get(scope) ?? []), ...list])
  }
  return [...scopes].map(([scope, actions]) => ({ scope, actions }))
}

export function useActionList(): { scope: string; actions: ListedAction[] }[] {
  return listed(useStore(registry))
}

/** The same list for what is not a component. */
export function currentActions(): { scope: string; actions: ListedAction[] }[] {
  return listed(registry.getState())
}
