import { EventEmitter, once } from "node:events";

const end = "\n\n";

/** A client that records an event stream unchanged: frames and, separately, comments. */
export class EventStream extends EventEmitter {
  frames = [];
  comments = [];
  ended = false;
  #controller = new AbortController();

  /** Opens the stream of a path with a bearer token, or without one if the headers have another credential. */
  static async open(wireroom, token, { path, headers = {}, stream = new EventStream() }) {
    const response = await fetch(`${wireroom.url}${path}`, {
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
      signal: stream.#controller.signal,
    });
    if (response.status !== 200) throw new Error(`no stream: ${response.status} ${await response.text()}`);
    stream.headers = response.headers;
    stream
      .#read(response.body)
      .catch(() => {})
      .finally(() => {
        stream.ended = true;
        stream.emit("change");
      });
    return stream;
  }

  /** Returns the text of the next frame that was not returned before. */
  async nextFrame(timeoutMs = 5_000) {
    await this.#until(() => this.frames.length > 0 || this.ended, timeoutMs, "a frame");
    if (this.frames.length === 0) throw new Error("the stream ended before a frame came");
    return this.frames.shift();
  }

  async hadComments(count, timeoutMs = 5_000) {
    await this.#until(() => this.comments.length >= count, timeoutMs, `${count} comments`);
    return this.comments;
  }

  async hasEnded(timeoutMs = 5_000) {
    await this.#until(() => this.ended, timeoutMs, "the end");
  }

  close() {
    this.#controller.abort();
  }

  async #until(condition, timeoutMs, what) {
    const signal = AbortSignal.timeout(timeoutMs);
    while (!condition()) {
      try {
        await once(this, "change", { signal });
      } catch {
        throw new Error(`${what} did not come in ${timeoutMs} ms`);
      }
    }
  }

  async #read(body) {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end)) {
        const frame = text.slice(0, at + end.length);
        text = text.slice(at + end.length);
        if (frame.startsWith(":")) this.comments.push({ text: frame, atMs: performance.now() });
        else this.frames.push(frame);
        this.emit("change");
      }
    }
  }
}
