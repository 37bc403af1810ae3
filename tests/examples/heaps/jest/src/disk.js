'use strict'
// Tries again what the system refuses, as libraries do that patch a core module of Node.
const fs = require('fs')
const closeSync = fs.closeSync

fs.closeSync = function closeSyncAgain(...given) {
  try {
    return closeSync.apply(fs, given)
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error
    return closeSync.apply(fs, given)
  }
}

exports.rules = Array.from({ length: 30000 }, (_, at) => ({ rule: at }))
