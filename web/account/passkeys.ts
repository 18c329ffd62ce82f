// A passkey is made or used by the device: the page asks the server what to ask for, the device asks her, and what it answers
// goes with the form. Where the browser can't, the page says so.
//
// Reads: form[data-passkey=set|renew|use], hidden, with input[data-answer]; [data-passkey-unable], [data-passkey-failed].

import { send } from "../shell/page";

// Asked is what the server sends, with bytes as base64url (WebAuthn level 3, 5.1.9).
interface Asked {
  challenge: string;
  user?: { id: string };
  allowCredentials?: { id: string }[];
  excludeCredentials?: { id: string }[];
}

export function start(life: AbortSignal): void {
  const able = "PublicKeyCredential" in window;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    const answer = form.querySelector<HTMLInputElement>("input[data-answer]");
    if (!answer) continue;
    tell("unable", !able);
    form.hidden = !able;
    form.addEventListener("submit", (event) => {
      if (answer.value) return; // on its way
      event.preventDefault();
      void ask(form, answer, life);
    });
  }
}

async function ask(form: HTMLFormElement, answer: HTMLInputElement, life: AbortSignal): Promise<void> {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  tell("failed", false);
  try {
    const what = form.dataset["passkey"] ?? "";
    const asked = await send("/me/passkeys/ask", { for: what });
    if (!asked.ok) throw new Error(String(asked.status));
    answer.value = JSON.stringify(await answered(what, (await asked.json()) as Asked, life));
  } catch {
    tell("failed", !life.aborted);
  }
  form.removeAttribute("aria-busy");
  if (!answer.value || life.aborted) return;
  form.requestSubmit();
  answer.value = "";
}

// answered lets the device answer.
async function answered(what: string, asked: Asked, signal: AbortSignal): Promise<unknown> {
  const ids = (list: { id: string }[] = []): unknown => list.map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = { ...asked, challenge: bytes(asked.challenge) } as Record<string, unknown>;
  if (asked.user) publicKey["user"] = { ...asked.user, id: bytes(asked.user.id) };
  publicKey["allowCredentials"] = ids(asked.allowCredentials);
  publicKey["excludeCredentials"] = ids(asked.excludeCredentials);
  const options = { publicKey, signal } as unknown as CredentialCreationOptions & CredentialRequestOptions;
  const made = (await (what === "use" ? navigator.credentials.get(options) : navigator.credentials.create(options))) as PublicKeyCredential;
  const response: Record<string, string> = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value = (made.response as unknown as Record<string, ArrayBuffer | null>)[part];
    if (value) response[part] = text(value);
  }
  return { id: made.id, rawId: made.id, type: made.type, response };
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(value: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(value))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function tell(what: string, now: boolean): void {
  const place = document.querySelector<HTMLElement>(`[data-passkey-${what}]`);
  if (place) place.hidden = !now;
}
