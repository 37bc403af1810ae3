'use strict';
const path = require('path');

const cache = new Map();
let last = null;

exports.put = function put(key, value) {
  cache.set(path.normalize(key), value);
};

exports.chain = function chain(value) {
  last = { value, before: last };
};
