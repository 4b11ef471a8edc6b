// An imported .wasm file, as Cloudflare's runtime gives it: a module that is compiled already.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
