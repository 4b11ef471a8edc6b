// The authority gives each miner stake, and each registers itself.
import { readFileSync } from "node:fs";
import { feldspar, MINERS, PASSPHRASE, urlOf } from "./feldspar.js";

const genesisHash = feldspar("genesis", "hash", "genesis.json").trim();
const chain = ["--genesis-hash", genesisHash];
const from = ["--from", urlOf(0), ...chain];
for (const place of MINERS) {
  const { id } = JSON.parse(readFileSync(`miner-${place}/public.json`, "utf8"));
  const stake = ["--id", id, "--stake", "100", "--serial", String(place), "--genesis", "genesis.json", ...chain];
  feldspar(
    "admin",
    "sign",
    "stake",
    ...stake,
    "--identity",
    "admin.json",
    ...PASSPHRASE,
    "--out",
    `stake-${place}.json`,
  );
  feldspar("admin", "submit", `stake-${place}.json`, ...from);
  feldspar("register", ...from, "--identity", `miner-${place}/identity.json`, ...PASSPHRASE);
  console.log(`miner ${place} is registered, with a stake of 100`);
}
