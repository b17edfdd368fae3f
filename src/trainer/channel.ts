import { TrainerCommand, type TrainerMessage } from '#shared/training/protocol.ts'

/** How a trainer process talks to its parent process. */
export interface Channel {
  /** Resolves once the message has left this process. */
  send(message: TrainerMessage): Promise<void>
}

/** Called for what comes in. */
export interface Listener {
  command(command: TrainerCommand): void
  /** The other side is gone. */
  closed(): void
}

/** The channel to the forking process; JSON lines on standard output when started by hand. */
export function openChannel(listener: Listener): Channel {
  const post = process.send?.bind(process)
  if (post === undefined) {
    // The reader of a pipe may leave early, as `head` does.
    process.stdout.on('error', () => listener.closed())
    return { send: writeLine }
  }
  process.on('message', (message) => {
    const command = TrainerCommand.safeParse(message)
    if (command.success) listener.command(command.data)
  })
  process.on('disconnect', () => listener.closed())
  // A terminal's Ctrl-C can reach every process in the foreground; the parent then tells this one what to do.
  process.on('SIGINT', () => {})
  return {
    send: (message) =>
      new Promise((resolve) => {
        // A failed post means that the other side is gone, which `closed` reports.
        post(message, undefined, undefined, () => resolve())
      }),
  }
}

function writeLine(message: TrainerMessage): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve())
  })
}
