// Loaded by the configuration's own `require`, which must stay.
globalThis.expect = require('node:assert/strict')
