/** Made by build/assemblyscript.ts: the compiled WebAssembly module. */
declare module '*?assemblyscript' {
  const bytes: Uint8Array<ArrayBuffer>
  export default bytes
}
