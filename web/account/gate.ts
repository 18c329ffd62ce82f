// After failures the server asks for work before a try: a nonce such that SHA-256(challenge ":" nonce) begins with so many
// zero bits (accounts.Challenge). The page computes it while she types, a little at a time, so that it stays quick to her.
//
// Reads: .gate[data-challenge][data-bits] in a form, with input[name=answer] and [data-working].

import { sha256 } from "./sha256";

const slice = 12; // milliseconds of work between two looks at the page

export function start(life: AbortSignal): void {
  for (const gate of document.querySelectorAll<HTMLElement>(".gate[data-challenge]")) void open(gate, life);
}

// open finds the answer. Who sends the form before it is found waits, and it is sent then.
async function open(gate: HTMLElement, life: AbortSignal): Promise<void> {
  const answer = gate.querySelector<HTMLInputElement>("input[name=answer]");
  const working = gate.querySelector<HTMLElement>("[data-working]");
  const form = gate.closest("form");
  if (!answer || !form) return;
  let sent: { by: HTMLElement | null } | undefined;
  const hold = (event: SubmitEvent): void => {
    event.preventDefault();
    sent = { by: event.submitter };
    form.setAttribute("aria-busy", "true");
    if (working) working.hidden = false;
  };
  form.addEventListener("submit", hold);
  answer.value = await solve(gate.dataset["challenge"] ?? "", Number(gate.dataset["bits"]), life);
  form.removeEventListener("submit", hold);
  form.removeAttribute("aria-busy");
  if (working) working.hidden = true;
  if (sent && !life.aborted) form.requestSubmit(sent.by);
}

async function solve(challenge: string, bits: number, life: AbortSignal): Promise<string> {
  const prefix = new TextEncoder().encode(`${challenge}:`);
  const text = new Uint8Array(prefix.length + 16);
  text.set(prefix);
  for (let nonce = 0; !life.aborted;) {
    for (const until = performance.now() + slice; performance.now() < until;) {
      for (const batch = nonce + 50; nonce < batch; nonce++) {
        const digits = String(nonce);
        for (let i = 0; i < digits.length; i++) text[prefix.length + i] = digits.charCodeAt(i);
        if (zeroBits(sha256(text.subarray(0, prefix.length + digits.length))) >= bits) return digits;
      }
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return "";
}

// zeroBits counts the zero bits that a hash begins with; no work asks for more than two words of them.
function zeroBits([first = 0, second = 0]: Int32Array): number {
  return first !== 0 ? Math.clz32(first) : 32 + Math.clz32(second);
}
