// The libraries we compare with. Those that need more than `npm ci` (a compiler) or that an engine may refuse to load
// (native addons) are undefined then, with the reason kept for the report.
import { type BlsEth, loadBlsEth } from "./bls-eth.js";
import { type Chia, loadChia } from "./chia.js";
import { type Ffjavascript, loadFfjavascript } from "./ffjavascript.js";
import { loadMcl, type Mcl } from "./mcl.js";
import { loadMontgomery, type Montgomery } from "./montgomery.js";
import { type ChainsafeBlst, loadChainsafeBlst, loadNativeBlst, type NativeBlst } from "./native/blst.js";

export interface Peers {
  readonly mcl: Mcl;
  readonly blsEth: BlsEth;
  readonly ffjavascript: Ffjavascript;
  readonly montgomery: Montgomery;
  readonly blst: NativeBlst | undefined;
  readonly chainsafe: ChainsafeBlst | undefined;
  readonly chia: Chia | undefined;
  /** By peer: why it is not there. */
  readonly missing: Readonly<Record<string, string>>;
}

export async function loadPeers(): Promise<Peers> {
  const missing: Record<string, string> = {};
  const attempt = async <T>(name: string, load: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await load();
    } catch (error) {
      missing[name] = String((error as Error).message).split("\n")[0] as string;
      return undefined;
    }
  };
  return {
    mcl: await loadMcl(),
    blsEth: await loadBlsEth(),
    ffjavascript: await loadFfjavascript(),
    montgomery: await loadMontgomery(),
    blst: await attempt("native blst", loadNativeBlst),
    chainsafe: await attempt("@chainsafe/blst", loadChainsafeBlst),
    chia: await attempt("bls-signatures", loadChia),
    missing,
  };
}
