// Starts a page that is one file. What the page would ask its server for is in the file: its scripts and its
// program, and the artifacts. Scripts become blobs, because that is all its policy allows.

try {
  const theme = localStorage.getItem("oomscope.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's colours hold.
}

const holder = document.getElementById("oomscope-held");

function bytes(text) {
  const plain = atob(text);
  const out = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at++) out[at] = plain.charCodeAt(at);
  return out;
}

const script = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

/// An address that holds a script.
function held(text) {
  const utf8 = new TextEncoder().encode(text);
  let plain = "";
  for (let at = 0; at < utf8.length; at += 4096) plain += String.fromCharCode(...utf8.subarray(at, at + 4096));
  return `data:text/javascript;base64,${btoa(plain)}`;
}

try {
  const { program, parts: packed, artifacts } = JSON.parse(holder.textContent);
  holder.remove();
  const plain = new Blob([bytes(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const parts = await new Response(plain).json();
  const page = script(parts["oomscope-page.js"]);
  // Chromium refuses, from a disk, a worker that is a module, and a worker that imports a blob. So it
  // begins as a plain script, which keeps what it is told until its modules are there, and those are
  // addresses that hold their text.
  const module = held(parts["worker.js"].replace("./oomscope-page.js", held(parts["oomscope-page.js"])));
  const worker = script(`
    const early = [];
    self.onmessage = (event) => early.push(event);
    import("${module}").then(() => early.forEach((event) => self.onmessage(event)));
  `);
  globalThis.oomscopeAlone = {
    worker: () => new Worker(worker),
    files: artifacts.map(({ name, data }) => new File([bytes(data)], name)),
    program, parts,
  };
  const [{ unpack }, { default: init }] = await Promise.all([
    import(script(parts["unpack.js"])), import(page), import(script(parts["host.js"])),
  ]);
  await init({ module_or_path: await WebAssembly.compile(unpack(bytes(program))) });
} catch (error) {
  console.error(error);
  const app = document.getElementById("app");
  app.innerHTML = "";
  const note = document.createElement("p");
  note.className = "boot";
  note.textContent =
    `The page could not start (${error.message}). It needs a current browser with WebAssembly.`;
  app.append(note);
}
