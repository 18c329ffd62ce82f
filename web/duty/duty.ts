// The page of who is on duty. It says every so often that it is open, and is answered with what waits; the socket only says that
// there is something new. While something waits a sound is heard, if she has turned it on.
//
// Reads: live-duty[data-beat], seconds, with [data-lost] and [data-sound]; #duty-now as duty.tmpl draws it, with data-waiting.
// And #person[data-fresh], the same for who has asked.

import { Follower, follow } from "../forum/socket";
import { keepFresh } from "../room/fresh";
import { note, renew } from "../room/renew";
import { every, parsed, say, send } from "../shell/page";

export function start(life: AbortSignal): void {
  if (document.querySelector("#person[data-fresh]")) keepFresh(life);
  const now = document.getElementById("duty-now");
  if (!now) return;
  const page = new Now(now, life);
  if (now.dataset["channel"]) follow(page, life);
  const host = document.querySelector<HTMLElement>("live-duty[data-beat]");
  if (host) every(1000 * Number(host.dataset["beat"]), life, () => void page.look());
}

class Now extends Follower {
  private readonly host: HTMLElement | null;
  private sound: AudioContext | undefined;

  constructor(private readonly now: HTMLElement, private readonly life: AbortSignal) {
    super(now.dataset);
    this.host = now.closest<HTMLElement>("live-duty");
    note(now);
    this.offer(this.host?.querySelector<HTMLButtonElement>("[data-sound]"));
    life.addEventListener("abort", () => void this.sound?.close());
  }

  protected event(): void {}

  // redraw is also what every news on the channel comes to.
  protected async redraw(): Promise<void> {
    if (await this.look()) this.goOn(this.now.dataset);
    else if (!this.life.aborted) setTimeout(() => void this.redraw(), 5000);
  }

  // look says that the page is open, and shows what waits now.
  async look(): Promise<boolean> {
    const answer = await send("/duty/here", {}).catch(() => undefined);
    if (this.life.aborted) return false;
    const fresh = answer?.ok ? parsed(await answer.text()).getElementById("duty-now") : null;
    const lost = !fresh || (this.host !== null && !("here" in fresh.dataset));
    this.host?.querySelector("[data-lost]")?.toggleAttribute("hidden", !lost);
    if (fresh) this.show(fresh);
    else if (answer?.status === 401) location.reload();
    return fresh !== null;
  }

  private show(fresh: HTMLElement): void {
    const before = Number(this.now.dataset["waiting"]);
    renew(this.now, fresh);
    const waiting = Number(this.now.dataset["waiting"]);
    if (waiting > before) say(document.getElementById("duty-count")?.textContent ?? "");
    if (waiting > 0) this.beep();
  }

  private offer(button: HTMLButtonElement | null | undefined): void {
    if (!button || !("AudioContext" in window)) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (this.sound) void this.sound.close();
      this.sound = this.sound ? undefined : new AudioContext();
      button.setAttribute("aria-pressed", String(this.sound !== undefined));
      this.beep();
    }, { signal: this.life });
  }

  // beep is three soft tones.
  private beep(): void {
    const { sound } = this;
    if (!sound) return;
    for (const i of [0, 1, 2]) {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      const at = sound.currentTime + i * 0.4;
      tone.frequency.value = 660;
      volume.gain.setValueAtTime(0.2, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
      tone.connect(volume).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.3);
    }
  }
}
