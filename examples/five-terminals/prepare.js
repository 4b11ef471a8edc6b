// Keys, genesis, and a folder with settings for each node.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { feldspar, MINERS, PASSPHRASE, PORT, urlOf } from "./feldspar.js";

if (existsSync("passphrase")) {
  console.error("this network is prepared already; to begin anew delete passphrase, sharder and miner-1 to miner-4");
  process.exit(2);
}
writeFileSync("passphrase", `${randomBytes(16).toString("hex")}\n`, { mode: 0o600, flag: "wx" });

function identity(role, folder, url = []) {
  if (folder !== ".") mkdirSync(folder, { mode: 0o700 });
  const out = `${folder}/${role === "admin" ? "admin" : "identity"}.json`;
  writeFileSync(
    `${folder}/public.json`,
    feldspar("keygen", "--role", role, ...url, "--out", out, ...PASSPHRASE, "--json"),
  );
}
identity("admin", ".");
identity("sharder", "sharder", ["--url", urlOf(0)]);
for (const place of MINERS) identity("miner", `miner-${place}`, ["--url", urlOf(place)]);

const founding = {
  ...{ chainId: "five-terminals", roundTime: 200, startRound: 150, admins: ["public.json"] },
  sharders: [{ identity: "sharder/public.json", stake: "10" }],
  parameters: { miners: 4, threshold: 3, quorum: 3, minMiners: 3, viewRounds: 600 },
};
writeFileSync("founding.json", JSON.stringify(founding, null, 2));
feldspar("genesis", "create", "--from", "founding.json", "--out", "genesis.json");
const genesisHash = feldspar("genesis", "hash", "genesis.json").trim();

const common = { genesis: resolve("genesis.json"), genesisHash, passphraseFile: resolve("passphrase") };
const settings = (folder, place, more) => {
  const file = { ...common, listen: `127.0.0.1:${PORT + place}`, ...more };
  writeFileSync(`${folder}/feldspar.json`, JSON.stringify(file, null, 2));
};
settings("sharder", 0, { order: true });
for (const place of MINERS) settings(`miner-${place}`, place, { follow: [urlOf(0)] });

console.log("npx feldspar sharder --state sharder");
for (const place of MINERS) console.log(`npx feldspar miner --state miner-${place}`);
console.log("npm run register");
