import type { Session } from '../session.ts'

/** `init`: the session has made the workspace; the sample catalogue is all that is left to do. */
export async function init(
  { client, output, workspace }: Session,
  options: { sample?: boolean },
): Promise<void> {
  if (options.sample) {
    output.message('Making the sample catalogue …')
    await client.catalogue.createSample()
  }
  output.result({ workspace }, () => `Workspace ${workspace}`)
}
