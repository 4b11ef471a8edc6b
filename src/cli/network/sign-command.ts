// `feldspar sign` and `feldspar combine`: what a network's key signs for applications. Each member's operator has his
// node sign the same text; enough parts are one signature, which anybody verifies with the key of the magic block.
import { toHex } from "../../encoding/index.js";
import { genesisFromJson, MagicBlock } from "../../magic-block/index.js";
import { readBytes } from "../read-file.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { type Content, readPart, requestText, wholeSignature } from "./application.js";
import { Asking, type FromFlags } from "./asking.js";
import { askControl } from "./control-client.js";
import { readText, writeWhole } from "./files.js";
import { checkGenesisHash } from "./genesis-command.js";

export interface ContentFlags {
  readonly context: string;
  readonly message: string;
  readonly out?: string;
}

const MOST_MESSAGE = 1 << 20;

function contentOf({ context, message }: ContentFlags): Content {
  if (context === "") throw new UsageError("--context: expected what it is for, example.org/invoice");
  const bytes = readBytes(message);
  if (bytes.length > MOST_MESSAGE) throw new UsageError(`${message}: expected at most ${MOST_MESSAGE} bytes`);
  return { context, message: bytes };
}

function written(text: string, out: string | undefined): CommandResult {
  if (out === undefined) return { output: text, exitCode: EXIT.good };
  writeWhole(out, `${text}\n`, { mode: 0o644 });
  return { output: `written to ${out}`, exitCode: EXIT.good };
}

export async function signCommand(flags: ContentFlags & { readonly state: string }): Promise<CommandResult> {
  const content = requestText(contentOf(flags));
  const part = await askControl(flags.state, "POST", "/sign", { content });
  return written(JSON.stringify(JSON.parse(new TextDecoder().decode(part)), null, 2), flags.out);
}

export async function combineCommand(
  paths: readonly string[],
  flags: ContentFlags & FromFlags,
): Promise<CommandResult> {
  const content = contentOf(flags);
  const parts = paths.map((path) => readPart(readText(path), path));
  const asking = new Asking(flags);
  const genesis = genesisFromJson(await asking.client.json("/v1/genesis"));
  checkGenesisHash(genesis, asking.genesisHash, "--from");
  const block = await blockOf(asking, parts[0]!.blockHash);
  const strange = paths[parts.findIndex(({ blockHash }) => toHex(blockHash) !== toHex(MagicBlock.hash(block)))];
  if (strange !== undefined)
    throw new UsageError(`${strange}: is of another view than ${paths[0]}: parts of different views do not mix`);
  const { signature } = wholeSignature(genesis, block, parts, content);
  const { chainId, scheme } = genesis;
  const said = {
    ...{ kind: "feldspar-signature", chainId, scheme, number: block.number, context: content.context },
    ...{ message: toHex(content.message), signature: toHex(signature), groupPublicKey: toHex(block.groupPublicKey) },
  };
  return written(JSON.stringify(said, null, 2), flags.out);
}

/** By its hash, so that whoever serves it need not be believed: of the two latest, whose shares are perhaps there. */
async function blockOf({ client }: Asking, hash: Uint8Array): Promise<MagicBlock> {
  const latest = MagicBlock.fromJson(await client.json("/v1/magic-blocks/latest"));
  if (toHex(MagicBlock.hash(latest)) === toHex(hash)) return latest;
  if (latest.number > 1) {
    const before = MagicBlock.fromJson(await client.json(`/v1/magic-blocks/${latest.number - 1}`));
    if (toHex(MagicBlock.hash(before)) === toHex(hash)) return before;
  }
  throw new UsageError(
    `the parts are of no view that is or was just in office (${latest.number} is): have its members sign again, and` +
      " combine what they signed before the view after the next",
  );
}
