import { randomBytes } from "node:crypto";
import { accept } from "./platform-behaviors.mjs";
import { DID, Refusal, apis, platforms } from "./platform-apis.mjs";
import { NonceRequired, isSigned, readProof, sha256 } from "./platform-proofs.mjs";
import { ScriptedServer, reply } from "./scripted-server.mjs";

export { DID, platforms };
export * from "./platform-behaviors.mjs";

const ADAPTER_SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;

/**
 * Fakes of all platforms on the loopback, as strict as the originals: consent, tokens with PKCE and proofs, revocation,
 * posts. Every request is recorded. `next("twitter", …)` sets the treatment of the next posts, one behavior each, and
 * `next("twitter.token", …)` that of another operation (`token`, `identity`, `revoke`, `par`, …). All later
 * requests are accepted unless `always` says otherwise.
 */
export class PlatformFake extends ScriptedServer {
  #codes = new Map();
  #tokens = new Map();
  #pushed = new Map();
  #proofs = new Set();
  #answered = new Map();
  #nonces = { issuer: undefined, pds: undefined };
  #posts = new Map(platforms.map((platform) => [platform, []]));
  accept = accept;
  /** Name of the account on every platform; at Bluesky its handle. */
  account = "bob";
  handle = "bob.test";
  /** Password for Telegram's two-step verification, if it is enabled. */
  telegramPassword;

  /** Settings that point every platform here. Requests to Bluesky pass the guard, so its host is exempted. */
  get vars() {
    const at = (path) => `${this.origin}${path}`;
    return {
      GMAIL_CLIENT_ID: "gmail-id",
      GMAIL_AUTHORIZE_URL: at("/gmail/authorize"),
      GMAIL_TOKEN_URL: at("/gmail/token"),
      GMAIL_USERINFO_URL: at("/gmail/userinfo"),
      GMAIL_REVOKE_URL: at("/gmail/revoke"),
      GMAIL_API_BASE_URL: at("/gmail/api"),
      TWITTER_CLIENT_ID: "twitter-id",
      TWITTER_AUTHORIZE_URL: at("/twitter/authorize"),
      TWITTER_TOKEN_URL: at("/twitter/2/oauth2/token"),
      TWITTER_REVOKE_URL: at("/twitter/2/oauth2/revoke"),
      TWITTER_API_BASE_URL: at("/twitter"),
      MASTODON_CLIENT_ID: "mastodon-id",
      MASTODON_BASE_URL: at("/mastodon"),
      BLUESKY_CLIENT_ID: "https://relay.test/client-metadata.json",
      BLUESKY_BASE_URL: this.origin,
      BLUESKY_RESOLVER_URL: this.origin,
      BLUESKY_DIRECTORY_URL: at("/plc"),
      TELEGRAM_ADAPTER_URL: at("/telegram"),
      OUTBOUND_ALLOW_HOSTS: this.host,
    };
  }

  get secrets() {
    return {
      GMAIL_CLIENT_SECRET: "gmail-secret",
      TWITTER_CLIENT_SECRET: "twitter-secret",
      MASTODON_CLIENT_SECRET: "mastodon-secret",
      TELEGRAM_ADAPTER_SECRET: ADAPTER_SECRET,
    };
  }

  next(operation, ...behaviors) {
    super.next(scriptOf(operation), ...behaviors);
  }

  always(operation, behavior) {
    super.always(scriptOf(operation), behavior);
  }

  /** Consents as the owner at the authorization URL; returns the redirect URL. `scopes` are the granted ones. */
  agree(url, { scopes } = {}) {
    const asked = new URL(url);
    const [platform] = this.#operationOf(asked.pathname);
    const pushed = this.#pushed.get(asked.searchParams.get("request_uri"));
    const fields = platform === "bluesky" ? pushed : Object.fromEntries(asked.searchParams);
    if (fields?.response_type !== "code" || fields.code_challenge_method !== "S256")
      throw new Error(`unexpected request to ${url}`);
    if (fields.client_id !== this.#clientId(platform)) throw new Error(`the client is ${fields.client_id}`);
    const code = randomBytes(12).toString("hex");
    this.#codes.set(code, { platform, ...fields, scope: (scopes ?? fields.scope.split(" ")).join(" ") });
    const back = new URL(fields.redirect_uri);
    const more = platform === "bluesky" ? { iss: this.origin } : {};
    for (const [name, value] of Object.entries({ code, state: fields.state, ...more }))
      back.searchParams.set(name, value);
    return back.href;
  }

  /** Returns tokens as from an earlier consent. Bluesky's need a key, so they are not available this way. */
  grant(platform) {
    return this.#newTokens({ platform, scope: apis[platform].scopes.join(" ") });
  }

  /** Expires all access tokens; they can be refreshed. */
  expire(platform) {
    for (const token of this.#tokens.values())
      if (token.platform === platform && token.kind === "access") token.isGood = false;
  }

  /** Withdraws the consent as the owner. */
  withdraw(platform) {
    for (const token of this.#tokens.values()) if (token.platform === platform) token.isGood = false;
  }

  /** Makes Bluesky's servers require this nonce from now on. */
  requireNonce(nonce = randomBytes(8).toString("hex")) {
    // Bluesky's authorization server and its data server issue nonces independently of each other.
    this.#nonces = { issuer: `${nonce}-as`, pds: `${nonce}-rs` };
  }

  /** Returns the platform's posts, in order. */
  posts(platform) {
    return this.#posts.get(platform);
  }

  receive(request, response) {
    const [platform, operation] = this.#operationOf(request.path);
    if (!platform) return reply(response, 404);
    const call = { platform, operation, ...request, outcome: "pending" };
    // The adapter has one path for all methods, so its posts are told from the rest by their method.
    const script = platform === "telegram" && request.json?.method === "send_message" ? "send" : operation;
    const perform = () => this.#perform(call);
    return this.treat(call, this.scripted(`${platform}.${script}`), { response, perform, api: apis[platform] });
  }

  #operationOf(path) {
    for (const platform of platforms) {
      const operation = apis[platform].paths[path];
      if (operation) return [platform, operation];
    }
    return [];
  }

  /** Carries a request out; returns the answer. */
  #perform(call) {
    const { platform, operation } = call;
    const headers = platform === "bluesky" && call.headers.dpop ? this.#nonceHeader(operation) : {};
    try {
      const [status, body] = this[`_${operation}`](call);
      call.outcome = status < 300 ? "accepted" : `refused with ${status}`;
      return [status, body, headers];
    } catch (error) {
      if (error instanceof NonceRequired) {
        call.outcome = "asked for a nonce";
        // As RFC 9449 has it, a resource server asks for a nonce with 401, an authorization server with 400.
        const challenge = { "www-authenticate": 'DPoP error="use_dpop_nonce"' };
        return [operation === "send" ? 401 : 400, { error: "use_dpop_nonce" }, { ...headers, ...challenge }];
      }
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal(400, { error: "invalid_request", error_description: error.message });
      call.outcome = `refused with ${refusal.status}`;
      call.problem = error.message;
      return [refusal.status, refusal.body, { ...headers, ...refusal.headers }];
    }
  }

  _consent() {
    return [200, { page: "do you agree?" }];
  }

  _par(call) {
    const jkt = this.#proofOf(call, this.#nonces.issuer);
    const fields = Object.fromEntries(call.form ?? []);
    if (fields.client_id !== this.#clientId("bluesky")) throw new Refusal(400, { error: "invalid_client" });
    const uri = `urn:ietf:params:oauth:request_uri:${randomBytes(8).toString("hex")}`;
    this.#pushed.set(uri, { ...fields, jkt });
    return [201, { request_uri: uri, expires_in: 299 }];
  }

  _metadata() {
    const at = (path) => `${this.origin}${path}`;
    return [
      200,
      {
        issuer: this.origin,
        authorization_endpoint: at("/oauth/authorize"),
        token_endpoint: at("/oauth/token"),
        pushed_authorization_request_endpoint: at("/oauth/par"),
        revocation_endpoint: at("/oauth/revoke"),
        require_pushed_authorization_requests: true,
      },
    ];
  }

  _resource() {
    return [200, { resource: this.origin, authorization_servers: [this.origin] }];
  }

  _handle({ query }) {
    if (new URLSearchParams(query).get("handle") !== this.handle)
      throw new Refusal(400, { error: "InvalidRequest", message: "Unable to resolve handle" });
    return [200, { did: DID }];
  }

  _document() {
    return [
      200,
      {
        id: DID,
        alsoKnownAs: [`at://${this.handle}`],
        service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: this.origin }],
      },
    ];
  }

  _token(call) {
    const { platform } = call;
    const fields = this.#clientForm(call);
    const jkt = platform === "bluesky" ? this.#proofOf(call, this.#nonces.issuer) : undefined;
    if (fields.grant_type === "refresh_token") return [200, this.#refresh(platform, fields, jkt)];
    const code = this.#codes.get(fields.code);
    // A code is used up by its first exchange, even by one that fails.
    this.#codes.delete(fields.code);
    const isHis = code?.platform === platform && code.redirect_uri === fields.redirect_uri && code.jkt === jkt;
    if (
      fields.grant_type !== "authorization_code" ||
      !isHis ||
      sha256(fields.code_verifier ?? "") !== code.code_challenge
    ) {
      throw new Refusal(400, { error: "invalid_grant" });
    }
    return [200, this.#newTokens(code)];
  }

  _identity(call) {
    this.#authorize(call);
    return [200, apis[call.platform].identity(this.account)];
  }

  _revoke(call) {
    const { token } = call.platform === "gmail" ? Object.fromEntries(call.form ?? []) : this.#clientForm(call);
    if (call.platform === "bluesky") this.#proofOf(call, this.#nonces.issuer);
    const known = this.#tokens.get(token);
    // By RFC 7009 the revocation of an unknown token succeeds, but Google refuses it.
    if (call.platform === "gmail" && !known?.isGood) throw new Refusal(400, { error: "invalid_token" });
    for (const other of this.#tokens.values()) if (other.grant === known?.grant) other.isGood = false;
    return [200, {}];
  }

  _send(call) {
    const { platform } = call;
    const api = apis[platform];
    this.#authorize(call);
    const posts = this.posts(platform);
    const key = api.key?.(call);
    const known = key === undefined ? undefined : posts.find((post) => post.key === key);
    // Bluesky fails to create a record that exists, while putting the same record again changes nothing.
    if (known && call.path.endsWith("createRecord"))
      throw new Refusal(500, { error: "InternalServerError", message: "Internal Server Error" });
    if (known) return api.accepted(known.id, known);
    const post = api.takes(call, posts);
    if (post.replyTo && !posts.some(({ id }) => id === post.replyTo))
      throw new Refusal(400, { error: "InvalidRequest", message: "what it replies to is not there" });
    return this.#add(platform, post, key);
  }

  _adapter(call) {
    if (!isSigned(call, ADAPTER_SECRET)) throw new Refusal(401, { error: { code: "bad_signature" } });
    // An adapter must not act twice under one id, and repeats its first answer.
    const id = call.headers["webhook-id"];
    if (!this.#answered.has(id)) this.#answered.set(id, this.#adapt(call));
    return this.#answered.get(id);
  }

  #adapt(call) {
    const { method, params } = call.json;
    const signedIn = {
      session: "telegram-session",
      userinfo: { account_identifier: params.phone_number, name: "Bob" },
    };
    const fails = (code) => [200, { error: { code } }];
    switch (method) {
      case "send_authorization_code":
        return [200, { result: { success: true } }];
      case "validate_code_and_fetch_user_info":
        if (params.code !== "12345") return fails("invalid_code");
        return [200, { result: this.telegramPassword ? { two_step_verification_enabled: true } : signedIn }];
      case "validate_password_and_fetch_user_info":
        return params.password === this.telegramPassword ? [200, { result: signedIn }] : fails("invalid_password");
      case "invalidate_session":
        return [200, { result: { success: true } }];
      case "send_message":
        return params.session === "telegram-session"
          ? this.#add("telegram", apis.telegram.takes(call))
          : fails("session_revoked");
      default:
        return fails("unknown_method");
    }
  }

  #add(platform, post, key) {
    const posts = this.posts(platform);
    const number = String(1_000 + posts.length);
    const id = platform === "bluesky" ? `at://${DID}/app.bsky.feed.post/${key}` : number;
    posts.push({ id, key, ...post });
    return apis[platform].accepted(id, post);
  }

  #clientId(platform) {
    return this.vars[`${platform.toUpperCase()}_CLIENT_ID`];
  }

  /** Reads the form of a client that authenticates itself. */
  #clientForm({ platform, headers, form }) {
    const fields = Object.fromEntries(form ?? []);
    const [id, secret] = [this.#clientId(platform), this.secrets[`${platform.toUpperCase()}_CLIENT_SECRET`]];
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
    const isKnown = apis[platform].needsSecret
      ? headers.authorization === basic || (fields.client_id === id && fields.client_secret === secret)
      : fields.client_id === id;
    if (!isKnown) throw new Refusal(401, { error: "invalid_client" });
    return fields;
  }

  #newTokens({ platform, scope, jkt, grant = randomBytes(4).toString("hex") }) {
    const { lifeSecs } = apis[platform];
    const token = (kind) => {
      const text = `${platform}-${kind}-${randomBytes(8).toString("hex")}`;
      this.#tokens.set(text, { platform, kind, scope, jkt, grant, isGood: true });
      return text;
    };
    const life = lifeSecs === undefined ? {} : { expires_in: lifeSecs, refresh_token: token("refresh") };
    const bluesky = platform === "bluesky" ? { sub: DID, token_type: "DPoP" } : { token_type: "Bearer" };
    return { access_token: token("access"), scope, ...life, ...bluesky };
  }

  #refresh(platform, { refresh_token: text }, jkt) {
    const known = this.#tokens.get(text);
    if (!known?.isGood || known.platform !== platform || known.kind !== "refresh" || known.jkt !== jkt)
      throw new Refusal(400, { error: "invalid_grant" });
    const fresh = this.#newTokens(known);
    // A platform that does not rotate answers without a refresh token, so the client must keep its own.
    if (apis[platform].rotates) known.isGood = false;
    else delete fresh.refresh_token;
    return fresh;
  }

  #authorize(call) {
    const [scheme, text] = (call.headers.authorization ?? "").split(" ");
    const token = this.#tokens.get(text);
    const isBluesky = call.platform === "bluesky";
    const isKnown =
      token?.platform === call.platform && token.kind === "access" && scheme === (isBluesky ? "DPoP" : "Bearer");
    if (!isKnown) throw new Refusal(...apis[call.platform].error(401));
    if (isBluesky && this.#proofOf(call, this.#nonces.pds, text) !== token.jkt)
      throw new Refusal(401, { error: "invalid_token" });
    if (!token.isGood) throw new Refusal(...apis[call.platform].error(401));
  }

  #proofOf({ headers, method, path }, nonce, accessToken) {
    return readProof(headers.dpop, { method, url: `${this.origin}${path}`, accessToken, nonce, seen: this.#proofs });
  }

  #nonceHeader(operation) {
    const nonce = operation === "send" ? this.#nonces.pds : this.#nonces.issuer;
    return nonce ? { "dpop-nonce": nonce } : {};
  }
}

/** Returns the key of an operation's scripts: a platform alone means its posts. */
const scriptOf = (operation) => (operation.includes(".") ? operation : `${operation}.send`);
