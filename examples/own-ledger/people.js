// Identities as JSON: bytes in hex. They are secret; an example may write them into a file of its own.
export const replace = (_, value) =>
  value instanceof Uint8Array ? { hex: Buffer.from(value).toString("hex") } : value;
export const revive = (_, value) =>
  typeof value?.hex === "string" ? Uint8Array.from(Buffer.from(value.hex, "hex")) : value;
