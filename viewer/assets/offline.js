// Keeps the page's own files, so that it opens without a network, and notices when there are newer ones.
// Artifacts are none of its business: it answers for the page's files only.

const NAME = "oomscope";
const FILES = [
  "./", "style.css", "favicon.svg", "boot.js", "host.js", "unpack.js", "worker.js",
  "oomscope-page.js", "oomscope-page_bg.wasm",
];
// Kept where it was loaded once: not everybody reads Russian.
const WORDS = "ru.txt";
const address = (file) => new URL(file, self.registration.scope).href;
const fresh = (file) => fetch(new Request(address(file), { cache: "no-cache" }));

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepAll() {
  const answers = await Promise.all(FILES.map(fresh));
  if (!answers.every((answer) => answer.ok)) throw new Error("a file of the page is missing");
  const cache = await caches.open(NAME);
  await Promise.all(answers.map((answer, at) => cache.put(address(FILES[at]), answer)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const bare = request.url.split(/[?#]/)[0].replace(/\/index\.html$/, "/");
  if (request.method !== "GET" || ![...FILES, WORDS].some((file) => address(file) === bare)) return;
  event.respondWith(caches.match(bare).then((kept) => kept ?? fetch(request)));
});

// The page says when it has loaded. Only then newer files are looked for, so that one visit never gets
// some files of one version and some of another.
self.addEventListener("message", (event) => event.waitUntil(
  event.data === WORDS ? keepWords() : renew(event.source),
));

async function keepWords() {
  const cache = await caches.open(NAME);
  if (!await cache.match(address(WORDS))) await cache.add(address(WORDS));
}

async function renew(page) {
  const cache = await caches.open(NAME);
  const files = await cache.match(address(WORDS)) ? [...FILES, WORDS] : FILES;
  const answers = await Promise.all(files.map(fresh)).catch(() => []);
  if (answers.length !== files.length || !answers.every((answer) => answer.ok)) return;
  const changed = await Promise.all(answers.map(async (answer, at) => {
    const kept = await cache.match(address(files[at]));
    return !kept || !same(await kept.arrayBuffer(), await answer.clone().arrayBuffer());
  }));
  if (!changed.includes(true)) return;
  await Promise.all(answers.map((answer, at) => cache.put(address(files[at]), answer)));
  page?.postMessage("newer");
}

function same(one, other) {
  if (one.byteLength !== other.byteLength) return false;
  const [a, b] = [new Uint8Array(one), new Uint8Array(other)];
  return a.every((byte, at) => byte === b[at]);
}
