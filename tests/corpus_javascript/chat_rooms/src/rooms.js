import { randomUUID } from 'node:crypto'

export const rooms = new Map()

export function open(title, members) {
  const room = { id: randomUUID(), title, members: Array.from({ length: members }, (_, at) => ({ at, name: `member ${at}` })) }
  rooms.set(room.id, room)
  return room
}
