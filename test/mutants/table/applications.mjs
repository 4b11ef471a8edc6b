// What people do with a key: drand's rounds, timelock, ceremonies, signing and decryption by request, repair.
import { mutantsOf } from "../row.mjs";

const protocol = (...names) => names.map((name) => `test/protocol/${name}.test.ts`);
const library = (...names) => names.map((name) => `test/library/${name}.test.ts`);
const DECRYPTION = protocol("decryption/decryption", "decryption/wiped");
const SIGNING = protocol("signing/signing");
const CEREMONY = protocol("ceremony/witness", "ceremony/transcript");
const DRAND = ["test/protocol/beacon/drand-chain.test.ts", "test/conformance/drand.test.ts"];
const TIMELOCK = library("timelock/ibe", "timelock/payload");
const REPAIR = library("dkg/repair");

export const APPLICATIONS = [
  ...mutantsOf(
    "src/decryption/ciphertext.ts",
    DECRYPTION,
    [
      "ciphertext-of-any-label",
      "input left out of a hash",
      "    .fixed(groupPublicKey, size)\n    .bytes(label)\n    .bytes(body)",
      "    .fixed(groupPublicKey, size)\n    .bytes(body)",
    ],
    [
      "ciphertext-of-any-body",
      "input left out of a hash",
      "    .bytes(label)\n    .bytes(body)\n    .fixed(u, size)",
      "    .bytes(label)\n    .fixed(u, size)",
    ],
    [
      "ciphertext-unproven",
      "dropped check",
      "return equalBytes(challenge(name, groupPublicKey, ciphertext, [w, w2]), e) ? point : null;",
      "return w.group === w2.group ? point : null;",
    ],
    [
      "ciphertext-to-the-identity",
      "dropped check",
      'if (key.is0()) fail("IS_IDENTITY", "group public key',
      'if (key.is0() && false) fail("IS_IDENTITY", "group public key',
    ],
    ["ciphertext-nonces-alike", "input left out of a hash", ".bytes(label).text(what);", '.bytes(label).text("r");'],
  ),
  ...mutantsOf(
    "src/decryption/partial.ts",
    DECRYPTION,
    [
      "partial-of-any-ciphertext",
      "input left out of a hash",
      "    .fixed(ciphertext.hash, 32)\n    .fixed(part, size)\n    .fixed(a",
      "    .fixed(part, size)\n    .fixed(a",
    ],
    [
      "partial-of-another-point",
      "swapped operands",
      "const b = group.msm([u, point], scalars);",
      "const b = group.msm([u, group.BASE], scalars);",
    ],
    [
      "partial-nonce-kept",
      "dropped wipe",
      "  k.fill(0);\n  product.fill(0);\n  const out",
      "  product.fill(0);\n  const out",
    ],
  ),
  ...mutantsOf(
    "src/signing/signer.ts",
    SIGNING,
    ["signs-what-truth-is", "flipped comparison", "if ((await policy(copy)) !== true)", "if (!(await policy(copy)))"],
    [
      "request-of-another-key",
      "dropped check",
      "if (fields.chainId.text(MAX_TEXT) !== chainId) fail",
      'if (fields.chainId.text(MAX_TEXT) === "") fail',
    ],
    [
      "content-changed-by-the-policy",
      "dropped operation",
      "message: content.message.slice() };",
      "message: content.message };",
    ],
  ),
  ...mutantsOf(
    "src/ceremony/witness.ts",
    CEREMONY,
    [
      "signs-two-histories",
      "dropped check",
      'type: isSame(known, edge) ? "sign" : "conflict"',
      'type: isSame(known, edge) ? "sign" : "sign"',
    ],
    ["another-state-is-the-same", "dropped operand", " && equalBytes(a.stateHash, b.stateHash);", ";"],
    [
      "signed-before-it-is-stored",
      "swapped operations",
      'effects: [{ type: "persist" }, { type: "sign", edge }] };',
      'effects: [{ type: "sign", edge }, { type: "persist" }] };',
      "the ring stores the state of a step before it acts on any of its effects",
    ],
    ["seals-without-a-share", "dropped check", "  if (seals && !holds()) return null;\n", ""],
    [
      "signs-a-shorter-history",
      "dropped check",
      "  if (signed !== null && signed.position > position) return null;\n",
      "",
    ],
  ),
  ...mutantsOf(
    "src/ceremony/transcript.ts",
    CEREMONY,
    [
      "transcript-from-the-middle",
      "dropped check",
      "if (invitation.number !== 1) return verdict(",
      "if (invitation.number < 1) return verdict(",
    ],
    ["transcript-without-its-end", "dropped check", "if (last.number !== number)\n", "if (last.number > number)\n"],
    [
      "words-of-any-history",
      "input left out of a hash",
      "    .fixed(logHash, 32)\n    .fixed(stateHash, 32)\n    .digest();",
      "    .fixed(stateHash, 32)\n    .digest();",
    ],
  ),
  ...mutantsOf(
    "src/beacon/drand.ts",
    DRAND,
    [
      "drand-randomness-unchecked",
      "dropped check",
      "sha256(signature))) return false;",
      "signature) && false) return false;",
    ],
    ["drand-links-unchecked", "dropped check", "    if (!isLinked) wrong.add(index);\n", "    void isLinked;\n"],
    [
      "drand-many-randomness",
      "dropped check",
      "sha256(signature))) wrong.add(index);",
      "sha256(signature))) wrong.add(-1);",
    ],
  ),
  ...mutantsOf(
    "src/beacon/drand-chain.ts",
    DRAND,
    ["drand-round-late", "off by one", "/ period) + 1);", "/ period));"],
    ["drand-time-late", "off by one", "(genesisTime + (round - 1) * period)", "(genesisTime + round * period)"],
    [
      "drand-name-of-any-group",
      "input left out of a hash",
      "concatBytes(clock, publicKey, groupHash, utf8(",
      "concatBytes(clock, publicKey, utf8(",
    ],
  ),
  ...mutantsOf(
    "src/timelock/ibe.ts",
    TIMELOCK,
    [
      "timelock-unproven",
      "dropped check",
      "if (isRight) return message;",
      "if (isRight || message.length > 0) return message;",
    ],
    [
      "timelock-of-the-identity",
      "dropped check",
      'if (point.is0()) fail("IS_IDENTITY", "timelock',
      'if (point.is0() && false) fail("IS_IDENTITY", "timelock',
    ],
  ),
  ...mutantsOf(
    "src/timelock/payload.ts",
    TIMELOCK,
    ["payload-without-an-end", "dropped operation", "nonce[11] = isLast ? 1 : 0;", "nonce[11] = 0;"],
    ["payload-in-any-order", "dropped operation", "this.#number++);", "this.#number);"],
    ["payload-empty-chunks", "dropped operand", "|| (chunk.length === TAG_SIZE && !isFirst))", "|| false)"],
  ),
  ...mutantsOf(
    "src/dkg/repair.ts",
    REPAIR,
    [
      "repair-of-another-share",
      "dropped check",
      "    if (foreign.length > 0)\n",
      "    if (foreign.length > helpers.length)\n",
    ],
    [
      "repair-of-wrong-sums",
      "dropped check",
      'if (wrong.length > 0) fail("BAD_SHARE", `the sums',
      'if (wrong.length > 99) fail("BAD_SHARE", `the sums',
    ],
    [
      "repair-of-wrong-parts",
      "dropped check",
      "    if (wrong.length === 0) return sum;\n",
      "    if (wrong.length < 99) return sum;\n",
    ],
    [
      "repair-of-another-sharing",
      "dropped operand",
      'isKey(scheme, scheme.getPublicKey(share), publicShareOf(lost), "public share");',
      "publicShareOf(lost) !== null;",
    ],
    ["repair-helped-by-the-lost", "dropped check", "  if (own.length > 0) fail(", "  if (own.length > 99) fail("],
    ["repair-parts-of-any-session", "input left out of a hash", "    .bytes(read.session)\n", ""],
  ),
  ...mutantsOf(
    "src/sealing/keys.ts",
    protocol("sealing/keys"),
    ["key-of-the-even", "off by one", "const BASE_POINT = Uint8Array.of(9,", "const BASE_POINT = Uint8Array.of(8,"],
    [
      "key-lost-in-wiping",
      "swapped operations",
      "prk.fill(0);\n  const { publicKey } = await",
      "privateKey.fill(0);\n  const { publicKey } = await",
    ],
  ),
];
