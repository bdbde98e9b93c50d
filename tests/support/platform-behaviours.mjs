/** Ways in which a fake platform treats a request: `perform` carries the request out and returns its answer. */

/** Carries the request out, as documented. */
export const accept = ({ response, perform }) => reply(response, perform());
/** Does not carry the request out and answers with a status, and with the given body if there is one. */
export const refuse = (status, body, headers = {}) => ({ call, api, response }) => {
  call.outcome = `refused with ${status}`;
  const [, own] = api.error(status);
  reply(response, [status, body ?? own, headers]);
};
/** Asks to wait. */
export const slowDown = (secs) => refuse(429, undefined, { "retry-after": String(secs) });
/** Fails temporarily. */
export const unavailable = refuse(500);
/** Reads the request and never answers. */
export const hang = ({ call }) => void (call.outcome = "hung");
/** Carries the request out, and breaks the connection without an answer. */
export const breakAfterDoing = ({ call, response, perform }) => {
  perform();
  call.outcome = "broken";
  response.socket?.destroy();
};
/** Reads the request, does not carry it out, and breaks the connection. */
export const breakAfterReading = ({ call, response }) => {
  call.outcome = "broken";
  response.socket?.destroy();
};
/** Answers only after a delay. */
export const slow = (ms, then = accept) => (exchange) => new Promise((done) => setTimeout(() => done(then(exchange)), ms));

/** Holds a request until it is released; `reached` resolves when the request has arrived. */
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
