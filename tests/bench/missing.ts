/** Something that a row needs and this machine does not have: its line says so, and the others go on. */
export class Missing extends Error {
  override readonly name = 'Missing'
}
