// The arena, to the caller.
export const memory = {
  about: "The arena: scratch and whatever is shared with the caller.",
  operations: [
    {
      name: "allocate",
      body: "memory:allocate",
      args: { bytes: "length" },
      returns: "pointer",
      sequence: "constant",
      doc: "Reserves bytes, 16-byte aligned, not zeroed. Grows the memory; traps when the engine refuses to.",
    },
    {
      name: "mark",
      body: "memory:mark",
      args: {},
      returns: "pointer",
      sequence: "constant",
      doc: "The present top of the arena, to give to `release` or `wipe` later.",
    },
    {
      name: "release",
      body: "memory:release",
      args: { position: "position" },
      sequence: "constant",
      doc: "Frees everything allocated since `position` was marked. The bytes stay as they are.",
    },
    {
      name: "wipe",
      body: "memory:wipe",
      args: { position: "position" },
      sequence: "constant",
      doc: "Frees everything allocated since `position` was marked, and overwrites it with zeros.",
    },
  ],
};
