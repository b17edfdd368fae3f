import { type TrainerOptions, TrainerProcess } from './trainer-process.ts'

/**
 * Has a trainer answer something about a finished run, or about what is curated, in a process of its own.
 *
 * @throws Error with what the trainer said, unless it ended well; the signal's reason once it is aborted
 */
export async function askTrainer(
  options: Omit<TrainerOptions, 'onMessage' | 'onText'>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const said: string[] = []
  const trainer = new TrainerProcess({
    ...options,
    onMessage: (message) => {
      if (message.type === 'failed') said.push(message.message)
    },
    onText: (line) => said.push(line),
  })
  const kill = () => trainer.kill()
  signal.addEventListener('abort', kill)
  const ending = await trainer.ended
  signal.removeEventListener('abort', kill)
  signal.throwIfAborted()
  if (ending !== 'exit code 0') throw new Error([`the trainer ended with ${ending}.`, ...said].join('\n'))
}
