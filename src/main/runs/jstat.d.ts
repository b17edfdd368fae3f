/** The part of jstat that the studio uses; the library ships no types. */
declare module 'jstat' {
  const jstat: {
    studentt: {
      /** P(T <= x) of Student's t with `dof` degrees of freedom. */
      cdf(x: number, dof: number): number
      /** The x with P(T <= x) = p. */
      inv(p: number, dof: number): number
    }
  }
  export default jstat
}
