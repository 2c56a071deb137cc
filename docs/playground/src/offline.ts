// Keeps the page's files in the browser, so that it opens without a network after the first visit.

export {};

const here = self as unknown as ServiceWorkerGlobalScope;

const KEPT = "channelrules VERSION";
const FILES = "FILES" as unknown as string[];

here.addEventListener("install", (event) => {
  event.waitUntil(
    (async (): Promise<void> => {
      const cache = await caches.open(KEPT);
      // What the page has just loaded is taken from the browser's own cache where it has it.
      await cache.addAll(FILES);
      await here.skipWaiting();
    })(),
  );
});

here.addEventListener("activate", (event) => {
  event.waitUntil(
    (async (): Promise<void> => {
      const names = await caches.keys();
      await Promise.all(names.filter((each) => each !== KEPT && each.startsWith("channelrules ")).map((each) => caches.delete(each)));
      await here.clients.claim();
    })(),
  );
});

here.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    (async (): Promise<Response> => {
      const cache = await caches.open(KEPT);
      const page = event.request.mode === "navigate";
      if (page) {
        // A new edition of the page is taken up where there is a network.
        const fresh = await fetch(event.request, { cache: "no-cache" }).catch(() => undefined);
        if (fresh?.ok) return fresh;
      }
      return (await cache.match(page ? "./" : event.request)) ?? fetch(event.request);
    })(),
  );
});
