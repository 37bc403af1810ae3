// Starts the page. A file of its own, because the page's policy allows no inline script.

// Before the first paint, so that a reader who chose dark sees no white flash.
try {
  const theme = localStorage.getItem("oomscope.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's colours hold.
}

async function program() {
  const packed = fetch(new URL("./oomscope-page.lzma", import.meta.url));
  const [{ unpack }, answer] = await Promise.all([import("./unpack.js"), packed]);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return WebAssembly.compile(unpack(new Uint8Array(await answer.arrayBuffer())));
}

try {
  const [module_or_path, { default: init }] = await Promise.all([
    program(), import("./oomscope-page.js"),
    import("./host.js").then(() => oomscope.early()),
  ]);
  await init({ module_or_path });
} catch (error) {
  console.error(error);
  const app = document.getElementById("app");
  app.innerHTML = "";
  const note = document.createElement("p");
  note.className = "boot";
  note.textContent =
    `The page could not start (${error.message}). It needs a current browser with WebAssembly, ` +
    "and it must be served over HTTP: `oomscope view` does that.";
  app.append(note);
}
