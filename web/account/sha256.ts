// SHA-256 (FIPS 180-4), synchronous. WebCrypto's is a promise for each hash, several times slower for many short ones,
// and missing where a page isn't served over TLS.

// The first 32 bits of the fractional parts of the square roots of the first 8 primes, and cube roots of the first 64.
const start = new Int32Array(8);
const rounds = new Int32Array(64);
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) prime &&= n % d !== 0;
  if (!prime) continue;
  if (i < 8) start[i] = (Math.sqrt(n) % 1) * 2 ** 32;
  rounds[i++] = (Math.cbrt(n) % 1) * 2 ** 32;
}

const words = new Int32Array(64);
const hash = new Int32Array(8);

// sha256 hashes bytes into eight words, which the next call overwrites: nothing is made for a hash, since a slow phone makes a million.
export function sha256(message: Uint8Array): Int32Array {
  const length = message.length;
  hash.set(start);
  for (let at = 0; at < length + 9; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = word(message, at + 4 * i);
    if (at + 64 >= length + 9) words[15] = length * 8;
    block();
  }
  return hash;
}

// word is four bytes of the message and of what fills it up to whole blocks: a one bit, then zeros.
function word(message: Uint8Array, at: number): number {
  let four = 0;
  for (let i = at; i < at + 4; i++) {
    four = (four << 8) | (i < message.length ? message[i]! : i === message.length ? 0x80 : 0);
  }
  return four;
}

function block(): void {
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[i] = words[i - 16]! + low + words[i - 7]! + high;
  }
  let [a, b, c, d, e, f, g, h] = [hash[0]!, hash[1]!, hash[2]!, hash[3]!, hash[4]!, hash[5]!, hash[6]!, hash[7]!];
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i]! + words[i]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  hash[0]! += a;
  hash[1]! += b;
  hash[2]! += c;
  hash[3]! += d;
  hash[4]! += e;
  hash[5]! += f;
  hash[6]! += g;
  hash[7]! += h;
}

function turn(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}
