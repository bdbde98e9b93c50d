import { EventEmitter } from "node:events";

/**
 * The app's end of the event stream: reads it, and reopens it when it ends.
 *
 * Events: `open` {headers, reopened}; `event` {type, data} with the data as text; `keepalive`; `lost` {reason};
 * `refused` {status}.
 */
export class EventStream extends EventEmitter {
  #connect;
  #failures = 0;
  #opened = false;
  #reconnectDelayMs;
  #request;
  #stopped = false;
  #timer;

  /** `connect({answered, failed})` opens a request; see `DeviceApi.stream`. */
  constructor(connect, { reconnectDelayMs }) {
    super();
    this.#connect = connect;
    this.#reconnectDelayMs = reconnectDelayMs;
  }

  open() {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    let over = false;
    const end = (reason) => {
      if (over) return;
      over = true;
      this.#lose(reason);
    };
    this.#request = this.#connect({
      answered: (response) => {
        response.on("error", () => end("broken off"));
        if (response.statusCode !== 200) {
          response.resume();
          this.emit("refused", { status: response.statusCode });
          return end(`answered ${response.statusCode}`);
        }
        this.#failures = 0;
        this.#read(response);
        response.on("close", () => end("ended"));
      },
      failed: ({ message }) => end(message),
    });
  }

  /** Drops the connection, which is reopened automatically. */
  drop() {
    this.#request?.destroy();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #read(response) {
    const parser = new EventParser(
      (event) => this.emit("event", event),
      () => this.emit("keepalive"),
    );
    response.setEncoding("utf8").on("data", (chunk) => parser.take(chunk));
    this.emit("open", { headers: response.headers, reopened: this.#opened });
    this.#opened = true;
  }

  #lose(reason) {
    if (this.#stopped) return;
    this.emit("lost", { reason });
    this.#failures += 1;
    this.#timer = setTimeout(() => this.open(), this.#reconnectDelayMs(this.#failures));
  }
}

/** Parses `text/event-stream` in any chunking. Supports only comments and the two fields that occur. */
export class EventParser {
  #rest = "";
  #type;
  #data = [];

  constructor(onEvent, onComment) {
    this.onEvent = onEvent;
    this.onComment = onComment;
  }

  take(chunk) {
    const lines = `${this.#rest}${chunk}`.split("\n");
    this.#rest = lines.pop();
    for (const line of lines) this.#line(line.replace(/\r$/, ""));
  }

  #line(line) {
    if (line.startsWith(":")) return this.onComment(line.slice(1));
    if (line !== "") {
      const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line);
      if (name === "event") this.#type = value;
      if (name === "data") this.#data.push(value);
      return;
    }
    if (this.#type !== undefined || this.#data.length > 0)
      this.onEvent({ type: this.#type, data: this.#data.join("\n") });
    this.#type = undefined;
    this.#data = [];
  }
}
