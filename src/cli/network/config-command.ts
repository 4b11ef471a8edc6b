// `feldspar config --show`: what a node would be told, where each value comes from, and what the files are that it
// names.
import { existsSync } from "node:fs";
import { toHex } from "../../encoding/index.js";
import { genesisHash } from "../../magic-block/index.js";
import { printableLines } from "../printable.js";
import { type CommandResult, EXIT } from "../result.js";
import { formatTable } from "../text.js";
import { oneLine } from "../usage-error.js";
import { readText } from "./files.js";
import { readGenesisFile } from "./genesis-command.js";
import { publicIdentityOf } from "./identities.js";
import { resolveSettings, type SettingFlags, type Settings } from "./settings.js";

/** What is in a file, by name; nothing of it is secret. */
type Contents = Readonly<Record<string, string>>;

/** What a file says, or why it says nothing: this command shows a configuration whatever is wrong with it. */
function contentsOf(path: string, missing: string, read: () => Contents): Contents {
  if (!existsSync(path)) return { problem: missing };
  try {
    return read();
  } catch (error) {
    return { problem: oneLine(error) };
  }
}

function identityContents({ identity: path }: Settings): Contents {
  return contentsOf(path, "no such file: `feldspar keygen` makes it", () => {
    const { role, scheme, id, encryptionKey, url } = publicIdentityOf(readText(path), path);
    return {
      ...{ role, scheme, id },
      ...(url === "" ? {} : { url }),
      ...(encryptionKey === null ? {} : { encryptionKey: toHex(encryptionKey) }),
    };
  });
}

function genesisContents({ genesis: path, genesisHash: expected, follow }: Settings): Contents {
  const missing = follow.length > 0 ? "no such file: it is fetched from --follow" : "no such file";
  return contentsOf(path, missing, () => {
    const genesis = readGenesisFile(path);
    const hash = toHex(genesisHash(genesis));
    const isOther = expected !== null && toHex(expected) !== hash;
    return {
      ...{ chain: genesis.chainId, hash },
      ...(isOther ? { problem: `expected the hash ${toHex(expected)} of genesisHash: this is another chain` } : {}),
    };
  });
}

export function configCommand(flags: SettingFlags): CommandResult {
  const { settings, shown } = resolveSettings(flags, process.env);
  const files: Readonly<Record<string, Contents>> = {
    genesis: genesisContents(settings),
    identity: identityContents(settings),
  };
  if (flags.json === true) {
    const all = shown.map(({ name, value, origin }) => {
      const contents = files[name];
      return [name, { value, origin, ...(contents === undefined ? {} : { contents }) }];
    });
    return { output: JSON.stringify(Object.fromEntries(all), null, 2), exitCode: EXIT.good };
  }
  const rows = shown.flatMap(({ name, value, origin }) => [
    [name, value || "–", origin],
    ...Object.entries(files[name] ?? {}).map(([field, content]) => [`  ${field}`, content, ""]),
  ]);
  return { output: printableLines(formatTable([["setting", "value", "from"], ...rows])), exitCode: EXIT.good };
}
