import { replyJson } from "./scripted-server.mjs";

/** Ways in which a fake platform treats a request: `perform` carries the request out and returns its answer. */
export { breakAfterReading, gate, hang, slow } from "./scripted-server.mjs";

/** Carries the request out, as documented. */
export const accept = ({ response, perform }) => replyJson(response, ...perform());
/** Does not carry the request out and answers with a status, and with the given body if there is one. */
export const refuse =
  (status, body, headers = {}) =>
  ({ call, api, response }) => {
    call.outcome = `refused with ${status}`;
    const [, own] = api.error(status);
    replyJson(response, status, body ?? own, headers);
  };
/** Asks to wait. */
export const slowDown = (secs) => refuse(429, undefined, { "retry-after": String(secs) });
/** Fails temporarily. */
export const unavailable = refuse(500);
/** Carries the request out, and breaks the connection without an answer. */
export const breakAfterDoing = ({ call, response, perform }) => {
  perform();
  call.outcome = "broken";
  response.socket?.destroy();
};
