/** Made by electron-vite, and for tests by build/module-path.ts: the path of a file that runs on its own. */
declare module '*?modulePath' {
  const file: string
  export default file
}
