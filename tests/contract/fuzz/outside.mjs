/** URL of the resolver that `answerForOutside` answers for; the resolver itself does not exist. */
export const resolverUrl = "https://resolver.example/dns-query";

const loopback = new Set(["127.0.0.1", "localhost"]);
// The Worker refuses receivers whose addresses are not public, as those of the documentation ranges.
const lookedUpAddress = "93.184.215.14";

/**
 * Answers an outbound request of the runtime on this machine. Requests for the loopback, where the fakes are, pass.
 * Every host name has an address, and every other request is answered here.
 */
export async function answerForOutside(request) {
  const url = new URL(request.url);
  if (url.href.startsWith(resolverUrl)) return resolved(url.searchParams);
  if (!loopback.has(url.hostname)) return new Response("nobody is there");
  const { method, headers } = request;
  const body = ["GET", "HEAD"].includes(method) ? undefined : await request.arrayBuffer();
  const sent = new Headers([...headers].filter(([name]) => !["content-length", "host"].includes(name)));
  return fetch(url, { method, headers: sent, body, redirect: "manual" });
}

function resolved(query) {
  const asksForV4 = query.get("type") === "A";
  const record = { name: query.get("name"), type: 1, TTL: 60, data: lookedUpAddress };
  return Response.json({ Status: 0, TC: false, Answer: asksForV4 ? [record] : [] });
}
