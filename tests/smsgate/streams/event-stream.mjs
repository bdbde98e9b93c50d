import { checkFrame } from "../../support/contract/frames.mjs";
import { EventStream as RecordedStream } from "../../support/event-stream.mjs";

/** A client that records a phone's event stream unchanged: frames and, separately, comments. */
export class EventStream extends RecordedStream {
  static open(wireroom, token, { path = "/api/mobile/v1/events" } = {}) {
    return RecordedStream.open(wireroom, token, { path, stream: new EventStream() });
  }

  /** Returns the next frame that was not returned before. */
  async next(timeoutMs) {
    const frame = await this.nextFrame(timeoutMs);
    const [, name, data] = /^event: (.*)\ndata: (.*)\n\n$/.exec(frame) ?? [];
    checkFrame("deviceEvents", JSON.parse(data ?? '""'), name);
    return frame;
  }
}
