export const exported = [];
const inner = new Map();

export function keep(value) {
  exported.push(value);
}

export function hide(key, value) {
  inner.set(key, value);
}
