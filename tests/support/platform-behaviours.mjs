/** How a fake platform treats a request: `perform` does what was asked, and gives the answer to it. */

/** Does it, as documented. */
export const accept = ({ response, perform }) => reply(response, perform());
/** Does it not, and says so with a status; with its own body where one is given. */
export const refuse = (status, body, headers = {}) => ({ call, api, response }) => {
  call.outcome = `refused with ${status}`;
  const [, own] = api.error(status);
  reply(response, [status, body ?? own, headers]);
};
/** Wants patience. */
export const slowDown = (secs) => refuse(429, undefined, { "retry-after": String(secs) });
/** Cannot say. */
export const unavailable = refuse(500);
/** Reads it and never answers. */
export const hang = ({ call }) => void (call.outcome = "hung");
/** Does it, and breaks the connection without a word. */
export const breakAfterDoing = ({ call, response, perform }) => {
  perform();
  call.outcome = "broken";
  response.socket?.destroy();
};
/** Reads it, does nothing, and breaks the connection. */
export const breakAfterReading = ({ call, response }) => {
  call.outcome = "broken";
  response.socket?.destroy();
};
/** Says something only after a while. */
export const slow = (ms, then = accept) => (exchange) => new Promise((done) => setTimeout(() => done(then(exchange)), ms));

/** Holds a request until it is let go: `reached` is when it is here. */
export function gate(then = accept) {
  const arrived = Promise.withResolvers();
  const released = Promise.withResolvers();
  const behaviour = async (exchange) => {
    arrived.resolve(exchange.call);
    await released.promise;
    return then(exchange);
  };
  return { behaviour, reached: arrived.promise, release: () => released.resolve() };
}

function reply(response, [status, body, headers = {}]) {
  if (response.destroyed) return;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}
