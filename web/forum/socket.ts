// The live connection of a page: a ticket, a socket, and coming back as the close code says (realtime's package doc):
// 4000-4099 and a lost line after a while, 4100-4199 at once with a new ticket, 4200-4299 never. A page has one, whatever
// it follows.
//
// Reads: [data-socket][data-ticket-url].

import { away, post } from "../shell/page";

export interface Frame {
  t: "hello" | "event" | "resync" | "refused" | "bye";
  channel?: string;
  seq?: number;
  kind?: string;
  html?: string;
  text?: string;
}

const first = 1000; // milliseconds before the first return
const longest = 30_000;
const sessionEnded = 4200;
const patience = 1500; // for a hole in the sequence to fill by itself

// Follower keeps one channel's position and takes its events in order, each once.
export abstract class Follower {
  line: Line | undefined;
  private after = 0;
  private epoch = "";
  private readonly channel: string;
  private hole = 0; // a timer

  constructor(at: DOMStringMap) {
    this.channel = at["channel"] ?? "";
    this.stand(at);
  }

  // event shows what came.
  protected abstract event(frame: Frame): void;

  // redraw fetches all anew, because what came can't be told any more, and goes on from there.
  protected abstract redraw(): Promise<void>;

  // lose is told that the channel may not be followed, and why: any more, if it could be before.
  protected lose(_why: string): void {}

  // goOn follows from where a fresh page stands.
  protected goOn(at: DOMStringMap): void {
    this.stand(at);
    this.follow();
  }

  follow(): void {
    this.line?.send({ t: "follow", channel: this.channel, after: this.after, epoch: this.epoch });
  }

  hear(frame: Frame): void {
    if (frame.channel !== this.channel) return;
    if (frame.t === "resync") void this.redraw();
    if (frame.t === "event") this.take(frame);
    if (frame.t === "refused") this.lose(frame.text ?? "");
  }

  private stand({ after, epoch = "" }: DOMStringMap): void {
    this.after = Number(after);
    this.epoch = epoch;
  }

  // take drops an event that was had; at one too far ahead it asks again from where we are.
  private take(frame: Frame): void {
    const { seq = 0 } = frame;
    if (seq <= this.after) return;
    if (seq > this.after + 1) {
      this.hole ||= window.setTimeout(() => {
        this.hole = 0;
        this.follow();
      }, patience);
      return;
    }
    clearTimeout(this.hole);
    this.hole = 0;
    this.after = seq;
    this.event(frame);
  }
}

const lines = new WeakMap<AbortSignal, Line>();

// follow puts a follower on the page's line, if the page has one.
export function follow(follower: Follower, life: AbortSignal): void {
  const host = document.querySelector<HTMLElement>("[data-socket]");
  if (!host || !("WebSocket" in window)) return;
  const { socket = "", ticketUrl = "" } = host.dataset;
  const line = lines.get(life) ?? new Line(socket, ticketUrl, life);
  lines.set(life, line);
  line.join(follower);
}

class Line {
  private readonly followers: Follower[] = [];
  private socket: WebSocket | undefined; // undefined when there is none, open or opening
  private opening = false;
  private over = false;
  private hasty = true; // may come back at once, but not twice in a row
  private wait = first;
  private timer = 0;

  // url is the socket's path, tickets where they are made.
  constructor(private readonly url: string, private readonly tickets: string, life: AbortSignal) {
    const now = (): void => this.again(0);
    addEventListener("online", now, { signal: life });
    document.addEventListener("visibilitychange", now, { signal: life });
    life.addEventListener("abort", () => this.close());
    void this.open();
  }

  join(follower: Follower): void {
    follower.line = this;
    this.followers.push(follower);
  }

  send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private close(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private async open(): Promise<void> {
    if (this.over || this.opening || this.socket) return;
    this.opening = true;
    const ticket = await this.ticket().catch(() => undefined);
    this.opening = false;
    if (this.over) return;
    if (!ticket) return this.later();
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${this.url}?ticket=${encodeURIComponent(ticket)}`);
    socket.onmessage = (message) => this.hear(JSON.parse(message.data as string) as Frame);
    socket.onclose = (event) => this.closed(event.code);
    this.socket = socket;
  }

  // ticket fetches a one-time ticket. Who gets none because she is not signed in any more leaves.
  private async ticket(): Promise<string | undefined> {
    const answer = await post(this.tickets);
    if (answer.ok && !answer.redirected) return ((await answer.json()) as { ticket: string }).ticket;
    if (answer.redirected || answer.status === 401 || answer.status === 403) away("/");
    return undefined;
  }

  private hear(frame: Frame): void {
    if (frame.t === "hello") {
      this.wait = first;
      this.hasty = true;
    }
    for (const follower of this.followers) {
      if (frame.t === "hello") follower.follow();
      else follower.hear(frame);
    }
  }

  private closed(code: number): void {
    this.socket = undefined;
    if (this.over) return;
    if (code === sessionEnded) away("/");
    else if (code > sessionEnded && code < 4300) this.over = true;
    else if (code >= 4100 && code < sessionEnded && this.hasty) {
      this.hasty = false;
      this.again(0);
    } else this.later();
  }

  // later comes back after a while, longer each time, and never everybody at the same moment.
  private later(): void {
    const wait = this.wait * (0.5 + Math.random());
    this.wait = Math.min(this.wait * 2, longest);
    this.again(wait);
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.open(), wait);
  }
}
