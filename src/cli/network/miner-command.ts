// `feldspar miner`: takes part in view changes and makes the beacon's rounds. What it stores is sealed.

import { VERSION } from "../../../bindings/version.js";
import { equalBytes } from "../../encoding/index.js";
import { SealedStore } from "../../keystore/sealed-store.js";
import { measuredStore } from "../../processes/measured.js";
import { MinerProcess } from "../../processes/miner-process.js";
import type { MinerIdentity } from "../../view-change/identity.js";
import type { CommandResult } from "../result.js";
import { type Role, runDaemon } from "./daemon.js";
import { attestedRound, checkMinerEngine, openLedger } from "./engines.js";
import { openMiner } from "./identities.js";
import type { SettingFlags } from "./settings.js";

const miner: Role<MinerIdentity> = {
  name: "miner",
  check: checkMinerEngine,
  open: ({ identity, passphraseFile }) => openMiner({ identity, passphraseFile: passphraseFile ?? undefined }),
  async start({ settings, genesis, store, observer, onStopped, snapshot }, { identity, storageKey }) {
    const ledger = await openLedger(settings, genesis, store, observer);
    const sealed = new SealedStore(store, storageKey);
    const { roundTime } = genesis;
    const served = await MinerProcess.start({
      ...{ genesis, identity, ledger, observer, onStopped, version: VERSION },
      store: measuredStore(sealed, observer),
      listen: settings.listen,
      sharders: settings.follow,
      ...(snapshot === undefined ? {} : { snapshot }),
      limits: { perSecond: settings.requestsPerSecond },
      // a chain of short rounds has no second to wait
      miner: {
        batchDelay: Math.min(250, Math.ceil(roundTime / 4)),
        retryBase: Math.min(1000, roundTime),
        retryCap: Math.min(8000, 8 * roundTime),
      },
    });
    return {
      served,
      // after a start the last round of its view comes again
      beaconRound: (taken) => (served.views.length === 0 ? undefined : (taken ?? undefined)),
      headers: async () => null,
      share() {
        const { hash } = served.chain.state.current;
        return served.miner?.state.keys.find(({ blockHash }) => equalBytes(blockHash, hash)) ?? null;
      },
      status: () => ({
        ...{ ledger: ledger.name, attested: attestedRound(served.chain), views: served.views },
        encryptionKey: identity.encryptionKey,
      }),
      logEnd: () => ledger.head(),
      close: () => ledger.close(),
    };
  },
};

export const minerCommand = (flags: SettingFlags): Promise<CommandResult> => runDaemon(miner, flags);
