// The one peer that comes without types.
declare module "ffjavascript" {
  export function buildBls12381(singleThread: boolean): Promise<unknown>;
}
