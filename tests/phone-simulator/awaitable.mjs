import { EventEmitter } from "node:events";

/** An event emitter whose next event can be awaited. */
export class Awaitable extends EventEmitter {
  /** Resolves with the next event of this name that `where` accepts. */
  next(event, { where = () => true, timeoutMs = 10_000 } = {}) {
    const promise = new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.off(event, listener);
        settle(value);
      };
      const listener = (value) => where(value) && finish(resolve, value);
      const timer = setTimeout(() => finish(reject, new Error(`no \`${event}\` within ${timeoutMs} ms`)), timeoutMs);
      timer.unref();
      this.on(event, listener);
    });
    // The awaiting caller sees the failure; a promise that is not awaited must not end the process.
    promise.catch(() => {});
    return promise;
  }
}
