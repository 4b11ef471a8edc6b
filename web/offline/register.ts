// The page is kept for when there is no network: an extra, without which everything else works.

/** Does nothing where the browser cannot. The development server has no such worker, which is no harm. */
export function setUpOffline(): void {
  // after all that the page itself loads
  addEventListener("load", () => {
    // private windows and files without a server have none, and a page inside of another may not even ask for it
    try {
      navigator.serviceWorker?.register("./service-worker.js").catch(() => {});
    } catch {}
  });
}
