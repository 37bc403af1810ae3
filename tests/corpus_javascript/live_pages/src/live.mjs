import { EventEmitter } from 'node:events'
import http from 'node:http'

export const bus = new EventEmitter()
const recent = []

export function open(name) {
  const rows = Array.from({ length: 15000 }, (_, n) => ({ n, name: `${name} ${n}` }))
  const onTick = () => rows.length
  bus.on('tick', onTick)
  const timer = setInterval(onTick, 1000)
  const agent = new http.Agent({ keepAlive: true })
  recent.push(rows)
  if (recent.length > 2) recent.shift()
  return { rows, agent, close() { bus.off('tick', onTick); clearInterval(timer); agent.destroy() } }
}
