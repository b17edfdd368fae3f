import { ServerFailure } from './server-failure.ts'

/** How a person goes on with a model that does not see. */
export const WITHOUT_SIGHT =
  'Choose a model with vision, or switch "Look at pictures" off (`--set pictures=false`).'

/** How servers say that a model takes no picture: Ollama, llama-server, vLLM. */
const BLIND =
  /image input is not supported|(does|do) not support (image|vision|multimodal)|missing data required for image|is not a multimodal model|at most 0 image/i

/** The failure that a server's words stand for; undefined where they are about something else. */
export function blindFailure(message: string, model: string, cause: Error): ServerFailure | undefined {
  if (!BLIND.test(message)) return undefined
  return new ServerFailure('server', 'BAD_INPUT', `${model} cannot see pictures.`, {
    retry: WITHOUT_SIGHT,
    cause,
  })
}
