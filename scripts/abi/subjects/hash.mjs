// Hashing to the groups (RFC 9380), and hash functions for long strings.
const groups = ["G1", "G2"];
const sequence = "constant";
const body = (name) => `hash/hash-to-curve:${name}`;

export const hash = {
  about: "Hashing to the groups (RFC 9380), and hash functions for long strings.",
  operations: [
    {
      name: "expandMessage",
      body: "hash/expand-message:expandMessage",
      args: {
        out: "out uniform",
        message: "bytes",
        messageLength: "length",
        tag: "bytes",
        tagLength: "length",
        length: "length",
      },
      sequence,
      doc: "expand_message_xmd with SHA-256: at most 8160 bytes, under a tag of at most 255.",
    },
    {
      name: "HashToCurve",
      groups,
      body: body("hashTo#"),
      args: { out: "out point", uniform: "uniform" },
      sequence,
      doc: "hash_to_curve of 128 uniform bytes in G1, 256 in G2.",
    },
    {
      name: "EncodeToCurve",
      groups,
      body: body("encodeTo#"),
      args: { out: "out point", uniform: "uniform" },
      sequence,
      doc: "encode_to_curve of 64 uniform bytes in G1, 128 in G2.",
    },
    {
      name: "MapToCurve",
      groups,
      body: body("mapTo#"),
      args: { out: "out point", element: "element" },
      returns: "status",
      sequence,
      doc: "map_to_curve and clear_cofactor of a field element. OK or NOT_CANONICAL.",
    },
    {
      name: "sha256",
      body: "hash/sha256:sha256",
      args: { out: "out digest", bytes: "text", length: "length" },
      sequence,
      doc: "SHA-256 of length bytes.",
    },
    {
      name: "shake256",
      body: "hash/shake256:shake256",
      args: { out: "out text", outLength: "length", bytes: "text", length: "length" },
      sequence,
      doc: "outLength bytes, at least one, of SHAKE256 of length bytes.",
    },
  ],
};
