// Which engine orders, beside the log of a sharder: servers of etcd, or a board on an EVM chain. What is secret lies in
// files, which are named here.
import { UsageError } from "../usage-error.js";
import { hostsOf } from "./arguments.js";
import type { SettingDescription } from "./settings.js";

export interface EngineSettings {
  /** Of all servers of etcd. */
  readonly etcd: readonly string[];
  readonly etcdUser: string | null;
  readonly etcdPasswordFile: string | null;
  /** PEM: who signs the servers' certificates, and what this node shows them. */
  readonly etcdCa: string | null;
  readonly etcdCert: string | null;
  readonly etcdKey: string | null;
  /** The board's file: address and first block. */
  readonly board: string | null;
  /** A node of the chain: its address, or the file that holds it, where a key is a part of it. */
  readonly evm: string | null;
  readonly evmFile: string | null;
  /** The account that pays for entries, as a keystore, and its passphrase. */
  readonly evmKey: string | null;
  readonly evmPassphraseFile: string | null;
}

const none = "";

export const ENGINE_SETTINGS: readonly (SettingDescription & { readonly name: keyof EngineSettings })[] = [
  { name: "etcd", flag: "--etcd <url...>", about: "servers of etcd that order the log", standard: none },
  { name: "etcdUser", flag: "--etcd-user <name>", about: "who logs in there", standard: none },
  { name: "etcdPasswordFile", flag: "--etcd-password-file <file>", about: "holds the user's password", standard: none },
  { name: "etcdCa", flag: "--etcd-ca <file>", about: "certificates that sign the servers' (PEM)", standard: none },
  { name: "etcdCert", flag: "--etcd-cert <file>", about: "this node's certificate (PEM)", standard: none },
  { name: "etcdKey", flag: "--etcd-key <file>", about: "its private key (PEM)", standard: none },
  { name: "board", flag: "--board <file>", about: "the board on an EVM chain that orders", standard: none },
  { name: "evm", flag: "--evm <url>", about: "a node of that chain", standard: none },
  { name: "evmFile", flag: "--evm-file <file>", about: "holds its address, where that is a secret", standard: none },
  { name: "evmKey", flag: "--evm-key <file>", about: "keystore of the account that pays", standard: none },
  {
    name: "evmPassphraseFile",
    flag: "--evm-passphrase-file <file>",
    about: "holds the keystore's passphrase",
    standard: none,
  },
];

/** Throws `UsageError` for addresses that are none, and for parts without what they belong to. */
export function engineSettings(text: (name: keyof EngineSettings) => string): EngineSettings {
  const given = (name: keyof EngineSettings): string | null => text(name) || null;
  const etcd = hostsOf(text("etcd"), "--etcd");
  const [evm] = hostsOf(text("evm"), "--evm");
  const settings: EngineSettings = {
    ...{ etcd, etcdUser: given("etcdUser"), etcdPasswordFile: given("etcdPasswordFile") },
    ...{ etcdCa: given("etcdCa"), etcdCert: given("etcdCert"), etcdKey: given("etcdKey") },
    ...{ board: given("board"), evm: evm ?? null, evmFile: given("evmFile") },
    ...{ evmKey: given("evmKey"), evmPassphraseFile: given("evmPassphraseFile") },
  };
  // nor is it repeated
  if (/^(0x)?[0-9a-f]{64}$/i.test(settings.evmKey ?? ""))
    throw new UsageError("--evm-key: expected the file of a keystore: a private key itself is never told");
  if ((settings.etcdUser === null) !== (settings.etcdPasswordFile === null))
    throw new UsageError("--etcd-user: expected it together with --etcd-password-file");
  if ((settings.etcdCert === null) !== (settings.etcdKey === null))
    throw new UsageError("--etcd-cert: expected it together with --etcd-key");
  const isTls = settings.etcdCa !== null || settings.etcdCert !== null;
  if (isTls && etcd.some((url) => !url.startsWith("https:")))
    throw new UsageError("--etcd: expected https addresses, with certificates");
  if (settings.evm !== null && settings.evmFile !== null) throw new UsageError("expected either --evm or --evm-file");
  if (settings.board !== null && settings.evm === null && settings.evmFile === null)
    throw new UsageError("--board: expected --evm or --evm-file, with a node of its chain");
  return settings;
}
