'use strict'
const EventEmitter = require('events')
const bus = new EventEmitter()
bus.setMaxListeners(0)

exports.onChange = (listener) => bus.on('change', listener)
exports.change = (what) => bus.emit('change', what)
