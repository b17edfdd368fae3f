import {
  IconArrowBackUp,
  IconArrowMerge,
  IconCheck,
  IconChecks,
  IconHelp,
  IconKey,
  IconPlayerStop,
  IconSparkles,
  IconVolumeOff,
  IconX,
} from '@tabler/icons-react'
import type { AttributeRole } from '#shared/attributes/verdict.ts'
import { useActions } from '../../components/actions.ts'

interface AttributeCommands {
  move(by: 1 | -1): void
  accept(): void
  keepApart(): void
  acceptAll(): void
  mark(role: AttributeRole): void
  merge(): void
  askModel(): void
  stopAsking(): void
  undo(): void
}

interface Situation {
  /** Which kind of row is the current one. */
  onSuggestion: boolean
  onAttribute: boolean
  suggestions: number
  /** A model is thinking about synonyms. */
  asking: boolean
  /** A verdict is on its way, or a dialog is open. */
  busy: boolean
}

/** What a curator can do with the current row. Returns what looks up an action to show it. */
export function useAttributeActions(commands: AttributeCommands, situation: Situation) {
  const onSuggestion = situation.onSuggestion && !situation.busy
  const onAttribute = situation.onAttribute && !situation.busy
  return useActions('Attributes', [
    {
      id: 'next',
      keys: ['j', 'arrowdown'],
      label: 'Next row',
      enabled: !situation.busy,
      repeats: true,
      run: () => commands.move(1),
    },
    {
      id: 'previous',
      keys: ['k', 'arrowup'],
      label: 'Previous row',
      enabled: !situation.busy,
      repeats: true,
      run: () => commands.move(-1),
    },
    {
      id: 'accept',
      keys: 'a',
      label: 'Accept merge',
      icon: IconCheck,
      enabled: onSuggestion,
      run: () => commands.accept(),
    },
    {
      id: 'keep-apart',
      keys: 'x',
      label: 'Keep apart',
      icon: IconX,
      enabled: onSuggestion,
      run: () => commands.keepApart(),
    },
    {
      id: 'accept-all',
      keys: [],
      label: 'Accept all',
      icon: IconChecks,
      enabled: situation.suggestions > 0 && !situation.busy,
      run: () => commands.acceptAll(),
    },
    {
      id: 'key',
      keys: '1',
      label: 'Key',
      icon: IconKey,
      enabled: onAttribute,
      run: () => commands.mark('key'),
    },
    {
      id: 'nuisance',
      keys: '2',
      label: 'Nuisance',
      icon: IconVolumeOff,
      enabled: onAttribute,
      run: () => commands.mark('nuisance'),
    },
    {
      id: 'undecided',
      keys: '3',
      label: 'Undecided',
      icon: IconHelp,
      enabled: onAttribute,
      run: () => commands.mark('undecided'),
    },
    {
      id: 'merge',
      keys: 'm',
      label: 'Merge or rename',
      icon: IconArrowMerge,
      enabled: onAttribute,
      run: () => commands.merge(),
    },
    situation.asking
      ? {
          id: 'ask-model',
          keys: 's',
          label: 'Stop asking',
          icon: IconPlayerStop,
          run: () => commands.stopAsking(),
        }
      : {
          id: 'ask-model',
          keys: 's',
          label: 'Ask the model',
          icon: IconSparkles,
          enabled: !situation.busy,
          run: () => commands.askModel(),
        },
    {
      id: 'undo',
      keys: 'u',
      label: 'Undo',
      icon: IconArrowBackUp,
      enabled: !situation.busy,
      run: () => commands.undo(),
    },
  ])
}
