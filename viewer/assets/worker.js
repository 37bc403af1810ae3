// Reads artifacts away from the page, so that the page never stands still. It runs the page's own
// program, which shows nothing where there is no window.

import init, { read_artifact } from "./oomscope-page.js";

let ready;

self.onmessage = async ({ data }) => {
  if (data.module) {
    ready = init({ module_or_path: data.module }).then(warm);
    return;
  }
  await ready;
  for (const source of data.sources) await read(source);
  self.postMessage({ done: true });
};

// Browsers run a program with quick-made code until they have seen it work for a while. A made-up curve
// lets them see it before the reader's file comes; what it says of that is thrown away.
function warm() {
  const curve = `[${"10,".repeat(100_000)}10]`;
  const text = `{"format_version":0,"time_ms_deltas":${curve},"rss_kib_deltas":${curve}}`;
  read_artifact("", new TextEncoder().encode(text), () => {});
}

async function read({ name, file, url }) {
  let blob, bytes;
  try {
    self.postMessage({ reading: name });
    blob = file ?? await fetched(url);
    bytes = await blob.arrayBuffer();
  } catch (error) {
    unread(name, error.key ? error : { key: "quote", text: error.message });
    return;
  }
  self.postMessage({ bytes: performance.timeOrigin + performance.now() });
  try {
    read_artifact(name, new Uint8Array(bytes), (message, handed) => {
      // Of a zip the page may save this artifact, and nothing that lies beside it.
      if (message.rest) message.source = { blob: message.entry ? new Blob([message.entry]) : blob, url };
      delete message.entry;
      self.postMessage(message, handed);
    });
  } catch {
    // The program ends itself where the browser gives it no more memory.
    unread(name, { key: "unread_no_memory" });
  }
}

/// Why a file could not be read: a message, which the page says in the reader's language.
function unread(name, message) {
  self.postMessage({ unread: JSON.stringify(message), name });
}

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw { key: "unread_status", status: response.status };
  return response.blob();
}
