// `feldspar sharder`: orders the log or follows one, serves the REST API, has its say.

import { VERSION } from "../../../bindings/version.js";
import { LocalLog } from "../../ledger/local.js";
import { RemoteLog } from "../../ledger/remote.js";
import { measuredStore } from "../../processes/measured.js";
import { SharderProcess } from "../../processes/sharder-process.js";
import type { SharderIdentity } from "../../view-change/identity.js";
import type { CommandResult } from "../result.js";
import { UsageError } from "../usage-error.js";
import { type Role, runDaemon } from "./daemon.js";
import { openSharder } from "./identities.js";
import type { SettingFlags } from "./settings.js";

const sharder: Role<SharderIdentity> = {
  name: "sharder",
  check({ order, follow }) {
    if (order === follow.length > 0)
      throw new UsageError(
        "expected either --order, of the one sharder that orders the log, or --follow with its address",
      );
  },
  open: ({ identity, passphraseFile }) => openSharder({ identity, passphraseFile: passphraseFile ?? undefined }),
  async start({ settings, genesis, store, observer, onStopped }, { identity }) {
    const ledger = settings.order ? await LocalLog.open(store) : new RemoteLog({ urls: settings.follow });
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
