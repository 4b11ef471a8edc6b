// Documents to try with one click.
import type { TextFile } from "../../src/documents/index.js";
import { headersAlone, wholeChain } from "./selections.js";

/** drand's quicknet, round 1000: public. */
const ROUND_1000 = {
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
};

export interface Example {
  readonly title: string;
  readonly about: string;
  /** Its files, or which of those of the chain that is made for the examples. */
  readonly files: readonly TextFile[] | ((chain: readonly TextFile[]) => readonly TextFile[]);
}

const asFile = (name: string, value: unknown): TextFile => ({ name, text: JSON.stringify(value, null, 2) });

export const EXAMPLES: readonly Example[] = [
  {
    title: "A chain of two views",
    about: "genesis, magic blocks and beacon of four miners that keep their key",
    files: wholeChain,
  },
  {
    title: "The same by its headers",
    about: "no whole block: headers, and proofs of one member and one sharder",
    files: headersAlone,
  },
  {
    title: "drand quicknet, round 1000",
    about: "a public beacon, signed by the League of Entropy",
    files: [asFile("quicknet-1000.json", ROUND_1000)],
  },
  {
    title: "The same signature for round 1001",
    about: "a claim that must be refused",
    files: [asFile("quicknet-1001.json", { ...ROUND_1000, round: 1001 })],
  },
];

/** What a run in the other tab offers. */
export function examplesOf(run: readonly TextFile[]): Example[] {
  const whole = wholeChain(run);
  return [
    { title: "The run in the other tab", about: whole.map(({ name }) => name).join(", "), files: whole },
    { title: "That run by its headers", about: "with proofs of one member and one sharder", files: headersAlone(run) },
  ];
}

/** The files with one hexadecimal digit of the last signature or hash changed. */
export function tampered(files: readonly TextFile[]): TextFile[] {
  const last = files.length - 1;
  return files.map((file, index) => {
    if (index !== last) return file;
    const at = Math.max(...['"signature"', '"confirmation"', '"hashes"'].map((name) => file.text.lastIndexOf(name)), 0);
    const digit = file.text.slice(at).search(/[0-9a-f]{40}/) + at + 20;
    const other = file.text[digit] === "0" ? "1" : "0";
    return {
      name: `${file.name}, one digit changed`,
      text: file.text.slice(0, digit) + other + file.text.slice(digit + 1),
    };
  });
}
