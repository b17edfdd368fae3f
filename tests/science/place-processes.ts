import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import PQueue from 'p-queue'
import { type Place, placeName } from './place.ts'
import { PlaceMessage, type PlaceTask } from './place-messages.ts'
import type { ResultsFile } from './results-file.ts'
import type { Trial } from './trial.ts'

interface Work {
  /** The built process of a place. */
  readonly entry: string
  /** Where the places' workspaces are. */
  readonly folder: string
  readonly movies: string
  readonly rounds: number
  readonly processes: number
  readonly results: ResultsFile
  /** A line for the person who waits. */
  readonly say: (line: string) => void
}

/**
 * Trains the trials, those of each place in a process of its own, and writes each result as it comes.
 * @returns how many trials failed
 */
export async function trainAll(trials: readonly Trial[], work: Work): Promise<number> {
  const began = Date.now()
  let ended = 0
  let failures = 0
  const queue = new PQueue({ concurrency: work.processes })
  const byPlace = [...Map.groupBy(trials, placeName)]
  /** Of the trials of each place, so that a single place keeps all processes at work. */
  const parts = Math.max(1, Math.floor(work.processes / byPlace.length))
  const tasks = byPlace.map(([name, own]) => ({
    place: placeOf(own),
    folder: join(work.folder, 'places', `${name}-rounds-${work.rounds}`),
    rounds: work.rounds,
    movies: work.movies,
    trials: own,
  }))
  const count = (place: Place, what: string) => {
    ended += 1
    const minutes = (((Date.now() - began) / ended) * (trials.length - ended)) / 60_000
    work.say(`${ended}/${trials.length} ${placeName(place)} ${what}; about ${minutes.toFixed(0)} min left`)
  }
  const workOn = async (task: PlaceTask) => {
    const open = await workAt(task, work.entry, (message) => {
      switch (message.type) {
        case 'prepared':
          if (message.seconds > 1)
            work.say(`${placeName(task.place)} is ready (${message.seconds.toFixed(0)} s)`)
          return
        case 'result': {
          const { arm, trainingSeed, seconds } = message.result
          work.results.append(message.result)
          return count(task.place, `${arm}, training seed ${trainingSeed}: ${seconds.toFixed(1)} s`)
        }
        case 'failed':
          failures += 1
          return count(task.place, `${message.arm} FAILED: ${message.message}`)
      }
    })
    if (open > 0) work.say(`${placeName(task.place)}: its process ended with ${open} trials open.`)
    failures += open
  }
  await queue.addAll(
    tasks.map((task) => async () => {
      // A workspace is made by one process.
      if (parts > 1) await workOn({ ...task, trials: [] })
      await Promise.all(shared(task.trials, parts).map((own) => workOn({ ...task, trials: own })))
    }),
  )
  return failures
}

/** Every part gets trials of every kind, so that all take about as long. */
function shared(trials: readonly Trial[], parts: number): Trial[][] {
  return Array.from({ length: parts }, (_, part) => trials.filter((_, index) => index % parts === part))
}

function placeOf([first]: readonly Trial[]): Place {
  if (first === undefined) throw new Error('A place without trials.')
  return { world: first.world, seed: first.seed }
}

/** @returns how many of the task's trials its process left open */
function workAt(task: PlaceTask, entry: string, tell: (message: PlaceMessage) => void): Promise<number> {
  const child: ChildProcess = fork(entry, [], { execArgv: [] })
  const stop = () => child.kill()
  process.once('exit', stop)
  let open = task.trials.length
  child.on('message', (raw) => {
    const message = PlaceMessage.parse(raw)
    if (message.type !== 'prepared') open -= 1
    tell(message)
  })
  child.send(task)
  return new Promise((resolve) => {
    child.once('error', () => resolve(open))
    child.once('close', () => {
      process.removeListener('exit', stop)
      resolve(open)
    })
  })
}
