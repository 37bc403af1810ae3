// Keeps the page's own files, so that it opens without a network, and notices when there are newer ones.
// Artifacts are none of its business: it answers for the page's files only.

const NAME = "oomscope";
const FILES = [
  "./", "style.css", "favicon.svg", "boot.js", "host.js", "unpack.js", "worker.js",
  "oomscope-page.js", "oomscope-page.lzma",
];
// The words of a language are kept where they were loaded once: nobody reads all languages.
const WORDS = /^messages\/[\w-]+\.ftl$/;
const name = (address) => address.slice(self.registration.scope.length);
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
  const isOurs = FILES.some((file) => address(file) === bare) || WORDS.test(name(bare));
  if (request.method !== "GET" || !isOurs) return;
  event.respondWith(caches.match(bare).then((kept) => kept ?? fetch(request)));
});

// The page says when it has loaded. Only then newer files are looked for, so that one visit never gets
// some files of one version and some of another.
self.addEventListener("message", (event) => event.waitUntil(
  WORDS.test(event.data) ? keepWords(event.data) : renew(event.source),
));

async function keepWords(file) {
  const cache = await caches.open(NAME);
  if (!await cache.match(address(file))) await cache.add(address(file));
}

async function renew(page) {
  const cache = await caches.open(NAME);
  const kept = (await cache.keys()).map((request) => name(request.url));
  const files = [...FILES, ...kept.filter((file) => WORDS.test(file))];
  const answers = await Promise.all(files.map(fresh)).catch(() => []);
  if (answers.length !== files.length || !answers.every((answer) => answer.ok)) return;
  const changed = await Promise.all(answers.map(async (answer, at) => {
    const old = await cache.match(address(files[at]));
    return !old || !same(await old.arrayBuffer(), await answer.clone().arrayBuffer());
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
