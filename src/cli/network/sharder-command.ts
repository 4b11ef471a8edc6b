// `feldspar sharder`: orders the log or follows one, serves the REST API, has its say.

import { VERSION } from "../../../bindings/version.js";
import type { MagicBlock } from "../../magic-block/index.js";
import type { Archive } from "../../node/archive.js";
import { measuredStore } from "../../processes/measured.js";
import { SharderProcess } from "../../processes/sharder-process.js";
import type { SharderIdentity } from "../../view-change/identity.js";
import type { CommandResult } from "../result.js";
import { type Role, runDaemon } from "./daemon.js";
import { attestedRound, checkSharderEngine, openLedger } from "./engines.js";
import { openSharder } from "./identities.js";
import type { SettingFlags } from "./settings.js";

const sharder: Role<SharderIdentity> = {
  name: "sharder",
  check: checkSharderEngine,
  open: ({ identity, passphraseFile }) => openSharder({ identity, passphraseFile: passphraseFile ?? undefined }),
  async start({ settings, genesis, store, observer, onStopped, snapshot }, { identity }) {
    const ledger = await openLedger(settings, genesis, store, observer);
    const served = await SharderProcess.start({
      ...{ genesis, identity, ledger, observer, onStopped, version: VERSION },
      store: measuredStore(store, observer),
      listen: settings.listen,
      limits: { perSecond: settings.requestsPerSecond },
      ...(snapshot === undefined ? {} : { snapshot }),
    });
    return {
      served,
      headers: (through) => headersIn(served.archive, through),
      beaconRound: () => served.latestRound,
      share: () => null,
      status: () => ({ ledger: ledger.name, attested: attestedRound(served.chain) }),
      logEnd: () => ledger.head(),
      close: () => ledger.close(),
    };
  },
};

async function headersIn(archive: Archive, through: number): Promise<MagicBlock[] | null> {
  const blocks: MagicBlock[] = [];
  for (let number = 1; number <= through; number++) {
    const block = await archive.magicBlock(number);
    if (block === null) return null;
    blocks.push(block);
  }
  return blocks;
}

export const sharderCommand = (flags: SettingFlags): Promise<CommandResult> => runDaemon(sharder, flags);
