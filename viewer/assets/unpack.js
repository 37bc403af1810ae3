// Unpacks the page's program: LZMA, which packs a fifth smaller than the gzip that web servers do, over the bytes of
// the code sorted by what they mean. See docs/design/weight.md.

export const unpack = (input) => joined(lzma(input));

// In the order of `xtask/src/build/streams.rs`, which sorts them.
const [REST, OPERATORS, DECLARED, VARIABLES, CALLS, OFFSETS, WORDS, LONGS, FRACTIONS, BLOCKS, LABELS, TABLES, OTHERS] =
  Array(13).keys();
const CODE = 10;
const END = 0x0b;

// Where the number behind an operator is, if one number is all that stands behind it.
const behind = {};
const place = (stream, ...operators) => { for (const one of operators) behind[one] = stream; };
place(BLOCKS, 0x02, 0x03, 0x04);
place(LABELS, 0x0c, 0x0d);
place(CALLS, 0x10);
place(VARIABLES, 0x20, 0x21, 0x22);
place(WORDS, 0x41);
place(LONGS, 0x42);
place(OTHERS, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0xd0, 0xd2);

/// The program of which these are the streams: its length, those of the streams, and the streams.
function joined(sorted) {
  const lengths = new Uint32Array(sorted.buffer, 0, 14);
  const out = new Uint8Array(lengths[0]);
  const next = new Uint32Array(14);
  next[0] = lengths.byteLength;
  for (let stream = 0; stream < 13; stream++) next[stream + 1] = next[stream] + lengths[stream + 1];
  const end = next[REST + 1];
  let pos = 0;

  const byte = (stream) => (out[pos++] = sorted[next[stream]++]);
  function bytes(stream, count) {
    while (count--) byte(stream);
  }
  function number(stream) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const one = byte(stream);
      value |= (one & 127) << shift;
      if (one < 128) return value;
    }
  }
  function body() {
    for (let count = number(DECLARED); count--; ) {
      number(DECLARED);
      byte(DECLARED);
    }
    for (let open = 1; open; ) {
      const operator = byte(OPERATORS);
      const stream = behind[operator];
      if (operator === END) open--;
      else if (stream !== undefined) {
        if (stream === BLOCKS) open++;
        number(stream);
      } else if (operator >= 0x28 && operator <= 0x3e) {
        number(OPERATORS);
        number(OFFSETS);
      } else if (operator === 0x0e) {
        for (let count = number(TABLES) + 1; count--; ) number(TABLES);
      } else if (operator === 0x11) {
        number(OTHERS);
        number(OTHERS);
      } else if (operator === 0x43) bytes(FRACTIONS, 4);
      else if (operator === 0x44) bytes(FRACTIONS, 8);
      else if (operator === 0xfc) {
        const more = number(OPERATORS);
        for (let count = more < 8 ? 0 : more < 15 && !(more & 1) ? 2 : 1; count--; ) number(OTHERS);
      }
    }
  }
  // The size of a function is that of its body, and stands before it.
  function sized() {
    const start = pos;
    body();
    const size = pos - start;
    const room = size < 1 << 7 ? 1 : size < 1 << 14 ? 2 : size < 1 << 21 ? 3 : 4;
    out.copyWithin(start + room, start, pos);
    for (let at = 0; at < room; at++) out[start + at] = ((size >>> (7 * at)) & 127) | (at < room - 1 ? 128 : 0);
    pos += room;
  }

  bytes(REST, 8);
  while (next[REST] < end) {
    const kind = byte(REST);
    const size = number(REST);
    if (kind !== CODE) bytes(REST, size);
    else for (let count = number(REST); count--; ) sized();
  }
  return out;
}

// The format is that of `lzma`'s own files: properties, size of the dictionary, size unpacked, data.
function lzma(input) {
  const head = new DataView(input.buffer, input.byteOffset);
  const properties = input[0];
  const lc = properties % 9;
  const lpMask = (1 << (((properties / 9) | 0) % 5)) - 1;
  const pbMask = (1 << ((properties / 45) | 0)) - 1;
  const out = new Uint8Array(Number(head.getBigUint64(5, true)));
  const probabilities = (count) => new Uint16Array(count).fill(1024);

  // In an array of whole numbers, because a closure's own variable of that size would be a new object
  // with every bit.
  const coder = new Uint32Array([0xffffffff, head.getUint32(14)]);
  let at = 18;

  function bit(model, index) {
    const chance = model[index];
    const bound = (coder[0] >>> 11) * chance;
    let found = 0;
    if (coder[1] < bound) {
      coder[0] = bound;
      model[index] = chance + ((2048 - chance) >> 5);
    } else {
      coder[0] -= bound;
      coder[1] -= bound;
      model[index] = chance - (chance >> 5);
      found = 1;
    }
    if (coder[0] < 0x1000000) more();
    return found;
  }
  function more() {
    coder[0] <<= 8;
    coder[1] = (coder[1] << 8) | input[at++];
  }
  function tree(model, offset, bits) {
    let node = 1;
    for (let left = bits; left > 0; left--) node = (node << 1) | bit(model, offset + node);
    return node - (1 << bits);
  }
  function reversed(model, offset, bits) {
    let node = 1;
    let value = 0;
    for (let place = 0; place < bits; place++) {
      const found = bit(model, offset + node);
      node = (node << 1) | found;
      value |= found << place;
    }
    return value;
  }
  function direct(bits) {
    let value = 0;
    for (let left = bits; left > 0; left--) {
      coder[0] >>>= 1;
      const found = coder[1] >= coder[0] ? 1 : 0;
      if (found) coder[1] -= coder[0];
      if (coder[0] < 0x1000000) more();
      value = (value << 1) | found;
    }
    return value;
  }
  // Two choices, then eight short lengths and eight middle ones per position, then 256 long ones.
  function length(model, position) {
    if (!bit(model, 0)) return tree(model, 2 + position * 8, 3);
    if (!bit(model, 1)) return 8 + tree(model, 130 + position * 8, 3);
    return 16 + tree(model, 258, 8);
  }

  const literals = probabilities(0x300 << (lc + 31 - Math.clz32(lpMask + 1)));
  const [isMatch, isLong] = [probabilities(192), probabilities(192)];
  const [isRepeat, isSecond, isThird, isFourth] = [12, 12, 12, 12].map(probabilities);
  const [slots, near, align] = [probabilities(256), probabilities(128), probabilities(16)];
  const [lengths, repeats] = [probabilities(514), probabilities(514)];
  let [state, pos, one, two, three, four] = [0, 0, 0, 0, 0, 0];

  while (pos < out.length) {
    const position = pos & pbMask;
    if (!bit(isMatch, (state << 4) | position)) {
      const before = pos ? out[pos - 1] : 0;
      const base = 0x300 * (((pos & lpMask) << lc) + (before >> (8 - lc)));
      let symbol = 1;
      if (state >= 7) {
        let model = out[pos - one - 1];
        while (symbol < 0x100) {
          const expected = (model >> 7) & 1;
          model <<= 1;
          const found = bit(literals, base + ((1 + expected) << 8) + symbol);
          symbol = (symbol << 1) | found;
          if (found !== expected) break;
        }
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bit(literals, base + symbol);
      out[pos++] = symbol;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count;
    if (bit(isRepeat, state)) {
      if (!bit(isSecond, state)) {
        if (!bit(isLong, (state << 4) | position)) {
          state = state < 7 ? 9 : 11;
          out[pos] = out[pos - one - 1];
          pos++;
          continue;
        }
      } else {
        let distance;
        if (!bit(isThird, state)) distance = two;
        else {
          if (!bit(isFourth, state)) distance = three;
          else {
            distance = four;
            four = three;
          }
          three = two;
        }
        two = one;
        one = distance;
      }
      count = length(repeats, position);
      state = state < 7 ? 8 : 11;
    } else {
      [four, three, two] = [three, two, one];
      count = length(lengths, position);
      state = state < 7 ? 7 : 10;
      const slot = tree(slots, Math.min(count, 3) << 6, 6);
      one = slot;
      if (slot >= 4) {
        const bits = (slot >> 1) - 1;
        one = (2 | (slot & 1)) << bits;
        if (slot < 14) one += reversed(near, one - slot, bits);
        else one += (direct(bits - 4) << 4) + reversed(align, 0, 4);
      }
    }
    const end = Math.min(pos + count + 2, out.length);
    for (const back = one + 1; pos < end; pos++) out[pos] = out[pos - back];
  }
  return out;
}
