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

// sha256 hashes bytes into eight words.
export function sha256(message: Uint8Array): Int32Array {
  const padded = new DataView(new ArrayBuffer(((message.length + 72) >> 6) << 6));
  message.forEach((byte, i) => padded.setUint8(i, byte));
  padded.setUint8(message.length, 0x80);
  padded.setUint32(padded.byteLength - 4, message.length * 8);
  const hash = start.slice();
  for (let at = 0; at < padded.byteLength; at += 64) block(hash, padded, at);
  return hash;
}

function block(hash: Int32Array, data: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = data.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[i] = words[i - 16]! + low + words[i - 7]! + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < 64; i++) {
    const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i]! + words[i]!;
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { hash[i]! += word; });
}

function turn(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}
