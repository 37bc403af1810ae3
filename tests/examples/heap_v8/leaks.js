'use strict';
// Keeps memory in the way that the first argument names, once between the snapshots `a` and `b` and twice
// between `b` and `c`, which are written into the working directory.
const v8 = require('v8');
const vm = require('vm');
const fs = require('fs');
const path = require('path');
const channels = require('diagnostics_channel');
const EventEmitter = require('events');
const store = require('./src/store');
const seeing = require('./src/closure').make();

class Payload {
  constructor(number) {
    this.numbers = new Array(2000).fill(number + 0.5);
  }
}

// As Vitest loads a module: its text in a block.
const file = path.join(__dirname, 'src/bundled.js');
const bundled = {};
vm.runInThisContext(`(exports) => {{${fs.readFileSync(file, 'utf8')}\n}}`, file)(bundled);

// As a package does, each of whose servers has routes that no other sees.
const inPackage = path.join(__dirname, 'node_modules/server/index.js');
const createServer = vm.runInThisContext(
  '(function createServer() { const routes = []; return { use(route) { routes.push(route) } } })',
  inPackage
);
const server = createServer();

const bus = new EventEmitter();
const shutdown = new AbortController();
const state = { calls: [], results: [] };
const weak = new WeakMap();
const keys = [];
bus.setMaxListeners(0);
process.setMaxListeners(0);
EventEmitter.setMaxListeners(0, shutdown.signal);

const leaks = {
  map: (payload, number) => store.put('key ' + number, payload),
  chain: (payload) => store.chain(payload),
  context: (payload) => seeing(payload),
  patched: (payload) => {
    const before = fs.close;
    fs.close = function close(...words) {
      payload.used = true;
      return before(...words);
    };
  },
  listener: (payload) => {
    process.on('exit', () => payload.numbers);
  },
  emitter: (payload) => {
    bus.on('change', () => payload.numbers);
  },
  aborting: (payload) => {
    shutdown.signal.addEventListener('abort', () => payload.numbers);
  },
  channel: (payload) => {
    channels.subscribe('shop:request', () => payload.numbers);
  },
  bundled: (payload) => bundled.add(payload),
  factory: (payload) => server.use(payload),
  watcher: (payload) => {
    fs.watch(__filename, { persistent: false }, () => payload.numbers);
  },
  recycled: (payload) => {
    new (require('./src/view').View)(payload).destroy();
  },
  registry: (payload) => {
    require('./src/registry').known.push(payload);
  },
  global: (payload) => {
    (globalThis.registry ??= []).push(payload);
  },
  interval: (payload) => {
    setInterval(() => payload.numbers, 1e6).unref();
  },
  timeout: (payload, number) => {
    setTimeout(() => payload.numbers, 1e6 + number).unref();
  },
  mock: (payload) => {
    state.calls.push([payload]);
    state.results.push({ type: 'return', value: undefined });
  },
  environment: (payload, number) => {
    store.put('environment ' + number, vm.createContext({ payload }));
  },
  buffer: (payload, number) => store.put('buffer ' + number, Buffer.alloc(1 << 18, 1)),
  weak: (payload, number) => {
    const key = { number };
    keys.push(key);
    weak.set(key, payload);
  },
  once: (payload) => {
    globalThis.latest = payload;
  },
};

async function main() {
  const modules = await import('./src/exports.mjs');
  leaks.exported = (payload) => modules.keep(payload);
  leaks.hidden = (payload, number) => modules.hide(number, payload);
  const leak = leaks[process.argv[2]];
  let number = 0;
  const repeat = () => leak(new Payload(number), number++);
  repeat();
  for (const [snapshot, times] of [['a', 1], ['b', 2], ['c', 0]]) {
    globalThis.gc();
    v8.writeHeapSnapshot(snapshot);
    for (let time = 0; time < times; time++) repeat();
  }
  process.exit(0);
}

main();
