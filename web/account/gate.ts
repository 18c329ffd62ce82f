// After failures the server asks for work before a try: a nonce such that SHA-256(challenge ":" nonce) begins with so many
// zero bits (accounts.Challenge). The page computes it while she types.
//
// Reads: .gate[data-challenge][data-bits] in a form, with input[name=answer] and [data-working].

const batch = 200; // hashes between two looks at the page

export function start(): void {
  for (const gate of document.querySelectorAll<HTMLElement>(".gate[data-challenge]")) void open(gate);
}

async function open(gate: HTMLElement): Promise<void> {
  const answer = gate.querySelector<HTMLInputElement>("input[name=answer]");
  const form = gate.closest("form");
  const buttons = form?.querySelectorAll("button") ?? [];
  const working = gate.querySelector<HTMLElement>("[data-working]");
  if (!answer || !window.crypto?.subtle) return;
  for (const button of buttons) button.disabled = true;
  if (working) working.hidden = false;
  answer.value = await solve(gate.dataset["challenge"] ?? "", Number(gate.dataset["bits"]));
  if (working) working.hidden = true;
  for (const button of buttons) button.disabled = false;
}

async function solve(challenge: string, bits: number): Promise<string> {
  const text = new TextEncoder();
  for (let from = 0; ; from += batch) {
    const sums = await Promise.all(Array.from({ length: batch }, (_, i) =>
      crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${from + i}`))));
    const found = sums.findIndex((sum) => zeroBits(new Uint8Array(sum)) >= bits);
    if (found >= 0) return String(from + found);
  }
}

function zeroBits(sum: Uint8Array): number {
  let bits = 0;
  for (const byte of sum) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}
