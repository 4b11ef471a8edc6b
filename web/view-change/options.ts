// What the form asks for, as the library takes it.
import type { RunViewChangeOptions } from "../../src/entry/view-change.js";
import { candidatesFor } from "./candidates.js";
import type { RunRequest } from "./messages.js";

export function optionsOf({ seed, sharders, replaced, ...request }: RunRequest): RunViewChangeOptions {
  return {
    ...request,
    candidates: candidatesFor(request.miners, request.views, replaced),
    // the first has the most
    sharders: Array.from({ length: sharders }, (_, position) => ({ stake: 1000 * (sharders - position) })),
    ...(seed === "" ? {} : { seed }),
  };
}
