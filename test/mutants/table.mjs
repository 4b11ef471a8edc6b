// All mutants, chosen by operator: a check dropped, a comparison flipped, operands swapped, a bound off by one, a wipe
// or an input of a hash left out, a loop that ends early, a lost carry. Those that once survived their nearest tests
// are among them. `npm run test:mutants` runs them (run.mjs).
import { APPLICATIONS } from "./table/applications.mjs";
import { BINDINGS } from "./table/bindings.mjs";
import { CORE } from "./table/core.mjs";
import { MATHEMATICS } from "./table/mathematics.mjs";
import { NODE } from "./table/node.mjs";
import { PROTOCOL } from "./table/protocol.mjs";

const LAYERS = {
  core: CORE,
  bindings: BINDINGS,
  mathematics: MATHEMATICS,
  protocol: PROTOCOL,
  node: NODE,
  applications: APPLICATIONS,
};

/** In the order of the layers. `to` may be empty: what was there is left out. */
export const MUTANTS = Object.entries(LAYERS).flatMap(([layer, mutants]) =>
  mutants.map((mutant) => ({ layer, ...mutant })),
);
