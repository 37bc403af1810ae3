// What browsers offer only in roundabout ways: folders in a drop, the worker that reads files, saving a
// file, running without the network. The page calls it as `oomscope.*`.

const FILES_AT_MOST = 200;
// A page that is one file (`oomscope report --format html`) has no files beside it: it makes the worker by
// itself, and holds artifacts and the page's own files.
const alone = globalThis.oomscopeAlone;
const here = (name) => new URL(name, import.meta.url).href;

/// The artifacts inside of this page.
const inside = () => alone?.files ?? [];

/// The files in a drop, a paste or a choice; folders are opened. What is pasted as text becomes a file.
async function files(source) {
  if (!(source instanceof DataTransfer)) return [...source].slice(0, FILES_AT_MOST);
  // The list is gone once the event is over, so everything is asked for before the first pause.
  const text = source.types.includes("text/plain") ? source.getData("text/plain") : "";
  const items = [...source.items].filter((item) => item.kind === "file");
  const waiting = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  while (waiting.length && found.length < FILES_AT_MOST) {
    const entry = waiting.shift();
    if (!entry) continue;
    if (entry instanceof File) found.push(entry);
    else if (entry.isFile) found.push(await new Promise((done, failed) => entry.file(done, failed)));
    else {
      const reader = entry.createReader();
      // It hands out a hundred at a time, until there is none.
      for (let some; (some = await new Promise((done, failed) => reader.readEntries(done, failed))).length; ) {
        waiting.push(...some.filter((one) => one.isDirectory || /\.(json|gz|zip)$/i.test(one.name)));
        if (waiting.length > 10 * FILES_AT_MOST) break;
      }
    }
  }
  if (!found.length && text.trim()) found.push(new File([text], "pasted.json"));
  return found;
}

let spare;
// The files of the runs that were opened, to be saved with the page, with the addresses they came from.
const opened = [];

function worker(module) {
  // A worker with an address of its own would not be under the policy of this page; one that begins as
  // a blob is.
  const code = () => new Blob([`import ${JSON.stringify(here("worker.js"))};`], { type: "text/javascript" });
  const made = alone?.worker() ?? new Worker(URL.createObjectURL(code()), { type: "module" });
  made.postMessage({ module });
  return made;
}

/// Has a worker ready for the next files.
function prepare(module) {
  spare ??= worker(module);
}

/// Reads sources in a worker of their own, which takes its memory with it when it ends. Every message
/// goes to `tell`; what is returned stops it.
function read(module, sources, tell) {
  const own = spare ?? worker(module);
  spare = undefined;
  own.onmessage = ({ data }) => {
    if (data.source) data.source = opened.push(data.source) - 1;
    if (data.bytes) performance.mark("oomscope:bytes", { startTime: data.bytes - performance.timeOrigin });
    tell(data);
    // Ending one and beginning another take a while, and what was read is to be seen first.
    if (data.done) setTimeout(() => { own.terminate(); prepare(module); }, 500);
  };
  own.onerror = (event) => {
    own.terminate();
    const why = event.message ? { key: "quote", text: event.message } : { key: "unread_no_worker" };
    tell({ unread: JSON.stringify(why), name: sources[0].name });
    tell({ done: true });
  };
  own.postMessage({ sources });
  return () => own.terminate();
}

/// Saves bytes as a file of the reader's.
function download(name, type, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, 10_000, link.href);
}

/// Saves what a canvas shows as a picture.
function picture(name, canvas) {
  canvas.toBlob(async (blob) => blob && download(name, blob.type, await blob.arrayBuffer()));
}

/// Makes the page open without a network; `newer` is called when a newer one is ready. An address that
/// names artifacts needs its server anyway.
async function offline(newer) {
  const workers = navigator.serviceWorker;
  if (!workers || alone) return;
  // `oomscope view` ends, and others will listen on its port: no worker of ours may answer in their place.
  if (document.querySelector("meta[name=oomscope-passing]")) return forget(workers);
  if (/[?&](run|before|after)=/.test(location.search)) return;
  workers.addEventListener("message", () => newer());
  try {
    await workers.register(here("offline.js"));
    (await workers.ready).active.postMessage("loaded");
  } catch (error) {
    // Without it the page works as long as there is a network.
    console.info(error.message);
  }
}

/// Takes away what earlier pages of this host and port left for visits without a network.
async function forget(workers) {
  for (const one of await workers.getRegistrations()) {
    const { scriptURL = "" } = one.active ?? one.waiting ?? one.installing ?? {};
    if (scriptURL.endsWith("/offline.js")) await one.unregister();
  }
  await caches.delete("oomscope");
}

/// A file beside the page.
async function beside(name) {
  const answer = await fetch(new URL(name, document.baseURI));
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer;
}

/// The text of a file beside the page, or inside of it.
async function text(name) {
  return alone?.parts[name] ?? (await beside(name)).text();
}

/// Saves the page as one file, with opened files inside: names with their places in `opened`.
async function save(name, said, held) {
  const frame = await text("save/page.html");
  const [program, ...names] = frame.match(/data-parts="(.*?)"/)[1].split(" ");
  const parts = {};
  for (const one of names) parts[one] = await text(one);
  const artifacts = [];
  for (const [name, at] of held) artifacts.push({ name, data: await base64(await gzipped(opened[at].blob)) });
  const packed = await base64(await gzipped(new Blob([JSON.stringify(parts)])));
  const fill = {
    said: said.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt()};`),
    held: JSON.stringify({
      program: alone?.program ?? await base64(await (await beside(program)).blob()), parts: packed, artifacts,
    }).replaceAll("<", "\\u003c"),
  };
  download(name, "text/html", frame.replace(/{{(\w+)}}/g, (_, hole) => fill[hole]));
}

async function gzipped(blob) {
  const [first] = new Uint8Array(await blob.slice(0, 1).arrayBuffer());
  if (first === 0x1f) return blob;
  return new Response(blob.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

const base64 = (blob) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.onerror = () => failed(reader.error);
  reader.readAsDataURL(blob);
});

const LANGUAGE = "oomscope.language";
const ADDRESS = () => new URLSearchParams(location.search);

let spoken;

/// The language that the reader chose: now, in the address, or at an earlier visit; nothing if they did not.
function chosen() {
  try {
    return spoken ?? (ADDRESS().get("lang") || localStorage.getItem(LANGUAGE) || "");
  } catch {
    return "";
  }
}

/// The language to show. What was chosen stands in the address, so that a link shows the same to others.
function language() {
  const code = chosen();
  if (code) address(code);
  return code || navigator.language;
}

function address(code) {
  const all = ADDRESS();
  if ((all.get("lang") ?? "") === code) return;
  if (code) all.set("lang", code);
  else all.delete("lang");
  show(all, location.hash);
}

// Where the reader was in each entry of the browser's history, so that going back leads there: the browser itself would
// scroll before the view is as long as it was.
const spots = [];
let entry = 0;
const table = () => document.querySelector(".long");
const leave = () => { spots[entry] = [scrollY, table()?.scrollTop]; };

/// Writes a view into the address, as an entry of its own or in place of the one before.
function step(fragment, isNew) {
  if (isNew) {
    leave();
    entry = spots.length;
  }
  try {
    history[isNew ? "pushState" : "replaceState"](entry, "", fragment);
  } catch {
    // A page from a disk may not change its address.
  }
}

history.scrollRestoration = "manual";
addEventListener("popstate", ({ state }) => {
  leave();
  entry = state ?? spots.length;
  // Without a number it is a link that was followed.
  if (state === null) {
    history.replaceState(entry, "");
    scrollTo(0, 0);
    return;
  }
  const [top, row = 0] = spots[entry] ?? [0];
  requestAnimationFrame(() => scrollBack(top, row, FRAMES_AT_MOST));
});

// What stands below the chart comes some frames after it.
const FRAMES_AT_MOST = 60;

/// Scrolls to a place as soon as it is there.
function scrollBack(top, row, frames) {
  scrollTo(0, top);
  const rows = table();
  if (row && rows) rows.scrollTop = row;
  const isThere = scrollY >= Math.floor(top) && (rows?.scrollTop ?? 0) >= row;
  if (!isThere && frames) requestAnimationFrame(() => scrollBack(top, row, frames - 1));
}

/// Writes the address of the page.
function show(all, hash) {
  // Slashes and colons may stand in a query as they are.
  const search = all.toString().replace(/%2F/g, "/").replace(/%3A/g, ":");
  try {
    history.replaceState(history.state, "", `${location.pathname}${search && "?"}${search}${hash}`);
  } catch {
    // A page from a disk may not change its address.
  }
}

/// Takes files that were closed out of the address, so that a reload or a link opens what is still there: both are
/// places in `opened`. Of a file with several runs all must be closed.
function closed(gone, left) {
  const all = ADDRESS();
  const urls = (places) => places.map((at) => opened[at].url);
  const kept = urls(left);
  const out = urls(gone).filter((url) => url && !kept.includes(url));
  for (const [key, value] of [...all]) {
    const is_run = ["run", "before", "after"].includes(key);
    if (is_run && out.includes(new URL(value, location.href).href)) all.delete(key, value);
  }
  show(all, left.length ? location.hash : "");
}

/// Keeps the choice of a language for the next visit, and shows it in the address.
function speak(code) {
  address(code);
  spoken = code;
  if (code) localStorage.setItem(LANGUAGE, code);
  else localStorage.removeItem(LANGUAGE);
}

const catalogues = {};

/// The words of a language that is not in the program; nothing where they cannot be had.
async function words(code) {
  return catalogues[code] ??= catalogue(code);
}

async function catalogue(code) {
  const file = `messages/${code}.ftl`;
  try {
    const found = await text(file);
    if (!alone) navigator.serviceWorker?.ready.then((worker) => worker.active.postMessage(file));
    return found;
  } catch (error) {
    // Without a network, and never shown before: the page speaks its own language then.
    console.info(error.message);
    delete catalogues[code];
  }
}

/// Loads the words of the language that the reader chose while the program is still on its way.
function early() {
  const [code] = chosen().toLowerCase().match(/^[a-z]+/) ?? [];
  if (code && code !== document.documentElement.lang) return words(code);
}

// Files that the reader wants to have at hand at the next visit. Nothing is kept before they say so.
const KEPT_AT_MOST = 10;
const KEEP = "oomscope.keep";

/// Does something with the store of kept files; undefined where the browser refuses it.
async function store(mode, act) {
  try {
    const open = indexedDB.open("oomscope", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("files", { keyPath: "name" });
    const base = await settled(open);
    const found = await act(base.transaction("files", mode).objectStore("files"));
    base.close();
    return found;
  } catch (error) {
    console.info(error.message);
  }
}

const settled = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/// The kept files, the newest first.
async function recent() {
  const all = localStorage[KEEP] ? await store("readonly", (files) => settled(files.getAll())) : [];
  return (all ?? []).sort((a, b) => b.at - a.at).map(({ file }) => file);
}

/// Keeps files, if the reader wants that.
async function keep(files) {
  if (!localStorage[KEEP]) return;
  await store("readwrite", async (kept) => {
    for (const file of files) await settled(kept.put({ name: file.name, at: Date.now(), file }));
    const all = (await settled(kept.getAll())).sort((a, b) => b.at - a.at);
    for (const { name } of all.slice(KEPT_AT_MOST)) await settled(kept.delete(name));
  });
}

/// Notes whether files are kept. Where they are not, those that were are forgotten.
async function keeping(wanted) {
  if (wanted) localStorage[KEEP] = "1";
  else {
    localStorage.removeItem(KEEP);
    await settled(indexedDB.deleteDatabase("oomscope"));
  }
}

globalThis.oomscope = {
  files, inside, prepare, read, download, picture, save, offline, text, recent, keep, keeping,
  chosen, language, speak, words, early, closed, step,
};
