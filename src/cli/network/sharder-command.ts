// `feldspar sharder`: orders the log or follows one, serves the REST API, has its say.

import { VERSION } from "../../../bindings/version.js";
import { measuredStore } from "../../processes/measured.js";
import { SharderProcess } from "../../processes/sharder-process.js";
import type { SharderIdentity } from "../../view-change/identity.js";
import type { CommandResult } from "../result.js";
import { type Role, runDaemon } from "./daemon.js";
import { checkSharderEngine, openLedger } from "./engines.js";
import { openSharder } from "./identities.js";
import type { SettingFlags } from "./settings.js";

const sharder: Role<SharderIdentity> = {
  name: "sharder",
  check: checkSharderEngine,
  open: ({ identity, passphraseFile }) => openSharder({ identity, passphraseFile: passphraseFile ?? undefined }),
  async start({ settings, genesis, store, observer, onStopped }, { identity }) {
    const ledger = await openLedger(settings, genesis, store);
    const served = await SharderProcess.start({
      ...{ genesis, identity, ledger, observer, onStopped, version: VERSION },
      store: measuredStore(store, observer),
      listen: settings.listen,
      limits: { perSecond: settings.requestsPerSecond },
    });
    return {
      served,
      status: () => ({ ledger: ledger.name, attested: served.chain.attested }),
      close: () => ledger.close(),
    };
  },
};

export const sharderCommand = (flags: SettingFlags): Promise<CommandResult> => runDaemon(sharder, flags);
