import { checkFrame } from "../support/contract/frames.mjs";
import { EventStream } from "../support/event-stream.mjs";

/** Types that no webhook has. */
const own = ["ready", "reset", "message.accepted", "message.dispatched", "message.acknowledged", "message.cancelling"];

/** A reader of an account's events. */
export class AccountStream extends EventStream {
  /** Opens the stream with a client key: after an event, or from now on. */
  static follow(wireroom, key, { after, query = "" } = {}) {
    const headers = after === undefined ? {} : { "last-event-id": String(after) };
    return EventStream.open(wireroom, key, {
      path: `/api/v1/admin/events${query}`,
      headers,
      stream: new AccountStream(),
    });
  }

  /** Opens the stream in a person's browser; a person of the deployment names the account. */
  static followOn(page, account) {
    const headers = { cookie: page.cookie, ...(account && { "wireroom-account": account.id }) };
    return EventStream.open(page.wireroom, undefined, {
      path: "/api/v1/admin/events",
      headers,
      stream: new AccountStream(),
    });
  }

  /** Returns the next event. */
  async next(timeoutMs) {
    const frame = await this.nextFrame(timeoutMs);
    const [, id, type, json] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)\n\n$/.exec(frame) ?? [];
    if (id === undefined) throw new Error(`not an event: ${frame}`);
    const data = JSON.parse(json);
    if (data.type !== type) throw new Error(`event and data have different types: ${frame}`);
    const message = { ready: "position", reset: "position" }[type] ?? (own.includes(type) ? "progress" : "event");
    checkFrame("accountEvents", data, message);
    return { number: Number(id), type, ...data };
  }

  /** Returns events up to and including the first one for which `isLast` holds. */
  async until(isLast, timeoutMs) {
    const events = [];
    do events.push(await this.next(timeoutMs));
    while (!isLast(events.at(-1)));
    return events;
  }
}
