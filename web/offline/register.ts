// The page is kept for when there is no network: an extra, without which everything else works.

/** Does nothing where the browser cannot, or while the page is being developed. */
export function setUpOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // after all that the page itself loads
  addEventListener("load", () => {
    navigator.serviceWorker.register("./service-worker.js").catch(() => {
      // private windows and files without a server have none
    });
  });
}
