import { apis, credentialsOf, problemWith, providers } from "./provider-apis.mjs";
import { ScriptedServer, reply, replyJson } from "./scripted-server.mjs";
import { startWireroom } from "./wireroom.mjs";

export { credentialsOf, providers };
export { breakAfterReading, gate, hang, slow } from "./scripted-server.mjs";

/**
 * Fakes of all eight vendors on the loopback, each below `/<provider>`. Every request to send is recorded, raw and
 * parsed. `next(provider, …)` sets the treatment of the next requests, one behavior each; all later ones are accepted
 * unless `always` says otherwise.
 */
export class ProviderFake extends ScriptedServer {
  accept = accept;

  /** Settings that point every provider's API here. */
  get vars() {
    return Object.fromEntries(
      providers.map((provider) => [`${provider.toUpperCase()}_BASE_URL`, `${this.origin}/${provider}`]),
    );
  }

  /** Secrets that give the deployment its own credentials. */
  get secrets() {
    return Object.fromEntries(
      providers.flatMap((provider) =>
        Object.entries(credentialsOf[provider]).map(([name, value]) => [
          `${provider.toUpperCase()}_${name.toUpperCase()}`,
          value,
        ]),
      ),
    );
  }

  /** Returns the accepted requests to send, as `[from, to, text]`. */
  accepted(wanted = {}) {
    return this.made({ outcome: "accepted", ...wanted }).map(({ from, to, text }) => [from, to, text]);
  }

  receive(request, response) {
    const provider = request.path.split("/")[1];
    const api = apis[provider];
    if (!api) return reply(response, 404);
    const sms = api.read(request) ?? {};
    const call = { provider, ...request, ...sms, id: undefined, outcome: "pending" };
    const problem = problemWith(provider, request, sms);
    // A request that the vendor would not understand is refused without using up a script.
    return this.treat(call, problem ? refuse(problem) : this.scripted(provider), { api, response });
  }
}

/** Accepts the request, as documented. */
export const accept = ({ call, api, response }) => {
  call.id = api.newId(call.path);
  call.outcome = "accepted";
  replyJson(response, ...api.accepted(call.id, call));
};
/** Refuses the request with a status, and with the given body if there is one. */
export const refuse =
  (status, body) =>
  ({ call, api, response }) => {
    call.outcome = `refused with ${status}`;
    replyJson(response, ...(body === undefined ? api.error(status) : [status, body]));
  };
/** Fails temporarily. */
export const unavailable = refuse(503);
/**
 * Reads and accepts the request, but an intermediate gateway answers 502. (The local runtime turns a broken connection
 * into a 500.)
 */
export const lose = ({ call, response }) => {
  call.outcome = "lost";
  replyJson(response, 502, "Bad Gateway");
};

/** Starts the system with a fake of every provider, and the deployment's own credentials at each of them. */
export async function startWithProviders({ vars = {}, secrets = {}, withCredentials = true, ...options } = {}) {
  const fake = await ProviderFake.listen();
  const sealing = { SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}` };
  const wireroom = await startWireroom({
    vars: { ...fake.vars, ...vars },
    secrets: { ...sealing, ...(withCredentials ? fake.secrets : {}), ...secrets },
    ...options,
  });
  const stop = async () => {
    // A held request would keep its object awake.
    await fake.close();
    await wireroom.stop();
  };
  return { wireroom, fake, stop };
}
