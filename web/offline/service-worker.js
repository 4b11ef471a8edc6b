// Keeps the page's files, so that it works without a server. The build puts the list of them here (web/vite.config.ts);
// another build is another list, which is taken once no tab shows the old one any more.
const CACHE = "feldspar-page-VERSION";
const FILES = "FILES";

addEventListener("install", (event) => {
  // past the browser's own cache: names without a hash may be of an older build there
  const requests = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

async function becomeActive() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("feldspar-page-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("activate", (event) => event.waitUntil(becomeActive()));

async function answer(request) {
  const cache = await caches.open(CACHE);
  // a file is the same whoever asks for it: servers that say "Vary: Origin" would keep scripts from being found
  return (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin) event.respondWith(answer(request));
});
