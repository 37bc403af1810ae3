'use strict'
exports.every = (milliseconds, task) => setInterval(task, milliseconds).unref()
