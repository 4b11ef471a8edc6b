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
      name: "refusedBytes",
      body: "memory:refusedBytes",
      args: {},
      returns: "size",
      sequence: "constant",
      doc: "After a trap: how many bytes could not be had, or 0 when that was not the reason. Asking forgets it.",
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
