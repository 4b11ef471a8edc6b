// Promises that reject with nobody listening, as Node tells of them.
export function onUnhandled(note: (reason: unknown) => void): () => void {
  process.on("unhandledRejection", note);
  return () => process.off("unhandledRejection", note);
}
