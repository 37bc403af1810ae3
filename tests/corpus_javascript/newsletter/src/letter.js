export function letter(name, count) {
  return { name, paragraphs: Array.from({ length: count }, (_, at) => ({ at, text: `paragraph ${at} of ${name}` })) }
}
