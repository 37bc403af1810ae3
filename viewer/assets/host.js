// What browsers offer only in roundabout ways: folders in a drop, the worker that reads files, saving a
// file, running without the network. The page calls it as `oomscope.*`.

const FILES_AT_MOST = 200;
const here = (name) => new URL(name, import.meta.url).href;

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

function worker(module) {
  // A worker with an address of its own would not be under the policy of this page; one that begins as
  // a blob is.
  const code = new Blob([`import ${JSON.stringify(here("worker.js"))};`], { type: "text/javascript" });
  const made = new Worker(URL.createObjectURL(code), { type: "module" });
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
    if (data.bytes) performance.mark("oomscope:bytes", { startTime: data.bytes - performance.timeOrigin });
    if (data.done) {
      own.terminate();
      setTimeout(prepare, 500, module);
    }
    tell(data);
  };
  own.onerror = (event) => {
    own.terminate();
    tell({ unread: event.message || "the browser could not start a worker", name: sources[0].name });
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
  if (!workers || /[?&](run|before|after)=/.test(location.search)) return;
  workers.addEventListener("message", () => newer());
  try {
    await workers.register(here("offline.js"));
    (await workers.ready).active.postMessage("loaded");
  } catch (error) {
    // Without it the page works as long as there is a network.
    console.info(error.message);
  }
}

/// The text of a file beside the page.
async function text(name) {
  const answer = await fetch(new URL(name, document.baseURI));
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.text();
}

globalThis.oomscope = { files, prepare, read, download, picture, offline, text };
