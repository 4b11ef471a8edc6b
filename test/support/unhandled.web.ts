// Promises that reject with nobody listening, as browsers tell of them.
export function onUnhandled(note: (reason: unknown) => void): () => void {
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    note(event.reason);
  };
  addEventListener("unhandledrejection", listener);
  return () => removeEventListener("unhandledrejection", listener);
}
