// What a node is told: by flags, by FELDSPAR_* in the environment, by feldspar.json in its folder, in this order, and
// where each value comes from. Nothing secret is among them: a passphrase is named by its file.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { JsonReader, parseJson } from "../../encoding/index.js";
import { UsageError } from "../usage-error.js";
import { type Address, addressOfText, choiceOf, hashOf, hostsOf, wholeOf } from "./arguments.js";
import { ENGINE_SETTINGS, type EngineSettings, engineSettings } from "./engine-settings.js";
import { readText } from "./files.js";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Settings extends EngineSettings {
  readonly state: string;
  readonly genesis: string;
  readonly genesisHash: Uint8Array | null;
  readonly identity: string;
  readonly passphraseFile: string | null;
  readonly listen: Address;
  readonly order: boolean;
  readonly follow: readonly string[];
  readonly snapshot: string | null;
  readonly metricsPort: number | null;
  readonly logLevel: LogLevel;
  readonly requestsPerSecond: number;
}

export interface SettingDescription {
  readonly name: keyof Settings;
  /** As in `--genesis-hash <hash>`; the environment's name follows from it. */
  readonly flag: string;
  readonly about: string;
  readonly standard: string;
}

/** In the order in which they are shown. */
export const SETTINGS: readonly SettingDescription[] = [
  { name: "state", flag: "--state <folder>", about: "the node's folder; one process at a time", standard: "feldspar" },
  {
    name: "genesis",
    flag: "--genesis <file>",
    about: "the chain's genesis; fetched where it is missing",
    standard: "",
  },
  { name: "genesisHash", flag: "--genesis-hash <hash>", about: "the hash that it must have; required", standard: "" },
  { name: "identity", flag: "--identity <file>", about: "the file that keygen wrote", standard: "" },
  {
    name: "passphraseFile",
    flag: "--passphrase-file <file>",
    about: "the file that holds its passphrase",
    standard: "",
  },
  { name: "listen", flag: "--listen <address>", about: "host:port to serve on", standard: "127.0.0.1:7600" },
  { name: "order", flag: "--order", about: "of one sharder: orders the log in its own store", standard: "false" },
  { name: "follow", flag: "--follow <url...>", about: "sharders that serve the log", standard: "" },
  ...ENGINE_SETTINGS,
  {
    name: "snapshot",
    flag: "--snapshot <file>",
    about: "snapshot.bin of a backup, for a node that has none of its own",
    standard: "",
  },
  { name: "metricsPort", flag: "--metrics-port <port>", about: "serve metrics there, on loopback", standard: "" },
  { name: "logLevel", flag: "--log-level <level>", about: LOG_LEVELS.join(", "), standard: "info" },
  {
    name: "requestsPerSecond",
    flag: "--requests-per-second <n>",
    about: "of one address, 0 for any number; loopback is exempt",
    standard: "50",
  },
];

export const environmentName = ({ flag }: SettingDescription): string =>
  `FELDSPAR_${flag.split(" ")[0]!.slice(2).replaceAll("-", "_").toUpperCase()}`;

export interface ResolvedSetting {
  readonly name: keyof Settings;
  /** As text; empty: none. Lists are separated by commas. */
  readonly value: string;
  /** "flag", "environment FELDSPAR_…", "file …", "default". */
  readonly origin: string;
}

export interface Resolved {
  readonly settings: Settings;
  readonly shown: readonly ResolvedSetting[];
}

/** As commander gives them. */
export type SettingFlags = Readonly<Record<string, unknown>>;

type Environment = Readonly<Record<string, string | undefined>>;

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(",") : String(value));

/** What stands in the file, as text by name. Throws `UsageError` for what is not known, BAD_JSON. */
function fromFile(path: string): ReadonlyMap<string, string> {
  const reader = new JsonReader(parseJson(readText(path), path), path);
  const fields = reader.object(
    [],
    SETTINGS.map(({ name }) => name).filter((name) => name !== "state"),
  );
  return new Map(
    Object.entries(fields).map(([name, field]) => {
      const { value } = field as JsonReader;
      const plain = (one: unknown) => ["string", "number", "boolean"].includes(typeof one);
      if (!plain(value) && !(Array.isArray(value) && value.every(plain)))
        throw new UsageError(`${path}: ${name}: expected a text, a number, true, false, or a list of texts`);
      return [name, textOf(value)] as const;
    }),
  );
}

function parsed(values: ReadonlyMap<keyof Settings, string>): Settings {
  const text = (name: keyof Settings): string => values.get(name) ?? "";
  const flagOf = (name: keyof Settings): string => SETTINGS.find((one) => one.name === name)!.flag.split(" ")[0]!;
  const given = <T>(name: keyof Settings, read: (value: string, flag: string) => T): T | null =>
    text(name) === "" ? null : read(text(name), flagOf(name));
  const state = text("state");
  return {
    state,
    genesis: text("genesis") || join(state, "genesis.json"),
    genesisHash: given("genesisHash", hashOf),
    identity: text("identity") || join(state, "identity.json"),
    passphraseFile: given("passphraseFile", (value) => value),
    listen: addressOfText(text("listen"), flagOf("listen")),
    order: choiceOf(text("order"), flagOf("order"), ["true", "false"]) === "true",
    follow: hostsOf(text("follow"), flagOf("follow")),
    ...engineSettings(text),
    snapshot: given("snapshot", (value) => value),
    metricsPort: given("metricsPort", (value, flag) => wholeOf(value, flag, 1, 65_535)),
    logLevel: choiceOf(text("logLevel"), flagOf("logLevel"), LOG_LEVELS),
    requestsPerSecond: wholeOf(text("requestsPerSecond"), flagOf("requestsPerSecond"), 0, 1_000_000),
  };
}

/** Throws `UsageError` for a value that is none, and for a configuration file that is named and not there. */
export function resolveSettings(flags: SettingFlags, environment: Environment): Resolved {
  const state = String(flags.state ?? environment.FELDSPAR_STATE ?? "feldspar");
  const named = flags.config ?? environment.FELDSPAR_CONFIG;
  const path = named === undefined ? join(state, "feldspar.json") : String(named);
  const file = named !== undefined || existsSync(path) ? fromFile(path) : new Map<string, string>();
  const shown = SETTINGS.map((description): ResolvedSetting => {
    const { name, standard } = description;
    const variable = environmentName(description);
    if (flags[name] !== undefined) return { name, value: textOf(flags[name]), origin: "flag" };
    const said = environment[variable];
    if (said !== undefined) return { name, value: said, origin: `environment ${variable}` };
    const stored = file.get(name);
    if (stored !== undefined) return { name, value: stored, origin: `file ${path}` };
    return { name, value: standard, origin: "default" };
  });
  const settings = parsed(new Map(shown.map(({ name, value }) => [name, value])));
  // files of the folder, where nobody names others
  const inFolder = (name: keyof Settings) => (name === "genesis" || name === "identity" ? settings[name] : "");
  return { settings, shown: shown.map((one) => ({ ...one, value: one.value || inFolder(one.name) })) };
}
