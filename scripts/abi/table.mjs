// The ABI of the core: every operation that the WebAssembly modules export, by subject. From this table come
// assembly/exports, bindings/exports.gen.ts and docs/abi.md. An operation is
//
//   name       as it is exported; with `groups` it stands for one of each group, under the prefix g1 or g2
//   groups     ["G1", "G2"] where there is one of each
//   body       "file:function" below assembly, what is called. <T> stands for the field of the group, <Lanes> for the
//              same with two points of G1 side by side, # for the group's name; a name in capitals is a constant.
//              A function of the operation's own name is exported as it is
//   args       names and kinds (kinds.mjs), in order: what is written first
//   fixed      further arguments of the body, the same in every call
//   returns    a result of kinds.mjs; nothing when it is left out
//   sequence   "constant" when no branch and no address depends on a value, "constant in …" when that is true for the
//              secret argument, "vartime" for public data
//   doc        what it does
import { NUMBERS, POINTERS, RESULTS } from "./kinds.mjs";
import { hash } from "./subjects/hash.mjs";
import { memory } from "./subjects/memory.mjs";
import { pairing } from "./subjects/pairing.mjs";
import { point } from "./subjects/point.mjs";
import { scalar } from "./subjects/scalar.mjs";
import { sharing } from "./subjects/sharing.mjs";
import { vector } from "./subjects/vector.mjs";

const SUBJECTS = { hash, memory, pairing, point, scalar, sharing, vector };
const FIELDS = ["name", "groups", "body", "args", "fixed", "returns", "sequence", "doc"];

/** An argument's kind in its parts: [what it is, whether it is written]. */
function parseKind(word, subject) {
  const [, out, kind] = /^(out )?(\w+)$/.exec(word) ?? [];
  if (!(kind in POINTERS) && (out !== undefined || !(kind in NUMBERS)))
    throw new Error(`${subject}: no kind "${word}"`);
  return { kind, written: out !== undefined };
}

function parseBody(body, subject) {
  const [, file, name, tag] = /^([\w/-]+):([\w#]+)(?:<(T|Lanes)>)?$/.exec(body) ?? [];
  if (file === undefined) throw new Error(`${subject}: no body "${body}"`);
  return { file, name, tag };
}

function parse(operation) {
  const { name, groups = [], args, fixed = [], returns = "nothing", sequence, doc } = operation;
  const strange = Object.keys(operation).filter((field) => !FIELDS.includes(field));
  if (strange.length > 0) throw new Error(`${name}: unknown ${strange.join(", ")}`);
  if (!(returns in RESULTS)) throw new Error(`${name}: no result "${returns}"`);
  if (!/^(constant( in .+)?|vartime)$/.test(sequence)) throw new Error(`${name}: no sequence "${sequence}"`);
  const list = Object.entries(args).map(([argument, word]) => ({
    argument,
    ...parseKind(word, `${name}.${argument}`),
  }));
  if (list.some(({ written }, index) => written && index > 0 && !list[index - 1].written))
    throw new Error(`${name}: what is written comes first`);
  const exported = groups.length === 0 ? [name] : groups.map((group) => group.toLowerCase() + name);
  const text = doc.replace(/\n/g, " ");
  return {
    name,
    groups,
    exported,
    body: parseBody(operation.body, name),
    args: list,
    fixed,
    returns,
    sequence,
    doc: text,
  };
}

/** The subjects: [{ subject, about, operations }]. */
export const TABLE = Object.entries(SUBJECTS).map(([subject, { about, operations }]) => ({
  subject,
  about: about.replace(/\n/g, " "),
  operations: operations.map(parse),
}));

const names = TABLE.flatMap(({ operations }) => operations.flatMap(({ exported }) => exported));
const repeated = names.filter((name, index) => names.indexOf(name) !== index);
if (repeated.length > 0) throw new Error(`exported twice: ${repeated.join(", ")}`);
