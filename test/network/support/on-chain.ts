// Suites on a chain of their own: one for each set of rules, skipped (with the reason) where there is no anvil.
import { afterAll, beforeAll, describe } from "vitest";
import { type Hardfork, noAnvil } from "./anvil.js";
import { Chain } from "./chain.js";

/** The rules that have the precompiles of EIP-2537. */
export const SUPPORTED = ["prague", "osaka"] as const;

/** `describe` on a chain with these rules; `chain()` is there in hooks and tests. */
export function describeOnChain(name: string, hardfork: Hardfork, body: (chain: () => Chain) => void): void {
  const title = noAnvil === null ? `${name}, ${hardfork}` : `${name}, ${hardfork} (${noAnvil})`;
  describe.skipIf(noAnvil !== null)(title, () => {
    let chain: Chain | undefined;
    beforeAll(async () => {
      chain = await Chain.start(hardfork);
    });
    afterAll(() => chain?.stop());
    body(() => chain!);
  });
}
