import { graphemes, problemWithRecord, readEmail, statusLength, tweetLength } from "./platform-posts.mjs";

/**
 * Differences between the platforms (contract relaysms.md, 3.4): their paths, their scopes, their name for an account,
 * and the posts they accept and their answers. An error thrown by `takes` is a refusal.
 */

export const DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

export const apis = {
  gmail: {
    paths: {
      "/gmail/authorize": "consent",
      "/gmail/token": "token",
      "/gmail/userinfo": "identity",
      "/gmail/revoke": "revoke",
      "/gmail/api/gmail/v1/users/me/messages/send": "send",
    },
    scopes: [
      "openid",
      "https://www.googleapis.com/auth/gmail.send",
      "https://www.googleapis.com/auth/userinfo.profile",
      "https://www.googleapis.com/auth/userinfo.email",
    ],
    lifeSecs: 3_600,
    rotates: false,
    needsSecret: true,
    identity: (name) => ({
      sub: `id-of-${name}`,
      email: `${name}@gmail.test`,
      name: "Bob Builder",
      email_verified: true,
    }),
    takes: ({ json }) => readEmail(json.raw),
    accepted: (id) => [200, { id, threadId: id, labelIds: ["SENT"] }],
    error: (status) => [
      status,
      {
        error: {
          code: status,
          status: "ERROR",
          errors: [{ reason: status === 401 ? "authError" : "invalidArgument" }],
        },
      },
    ],
  },
  twitter: {
    paths: {
      "/twitter/authorize": "consent",
      "/twitter/2/oauth2/token": "token",
      "/twitter/2/users/me": "identity",
      "/twitter/2/oauth2/revoke": "revoke",
      "/twitter/2/tweets": "send",
    },
    scopes: ["tweet.write", "users.read", "tweet.read", "offline.access"],
    lifeSecs: 7_200,
    rotates: true,
    needsSecret: true,
    identity: (name) => ({ data: { id: `id-of-${name}`, name, username: name } }),
    takes: ({ json }, posts) => {
      if (tweetLength(json.text) > 280)
        throw new Refusal(403, { title: "Forbidden", detail: "Your Tweet text is too long." });
      if (posts.some((post) => post.text === json.text))
        throw new Refusal(403, {
          title: "Forbidden",
          detail: "You are not allowed to create a Tweet with duplicate content.",
        });
      return { text: json.text, replyTo: json.reply?.in_reply_to_tweet_id };
    },
    accepted: (id, { text }) => [201, { data: { id, text } }],
    error: (status) => [
      status,
      { title: status === 401 ? "Unauthorized" : "Forbidden", detail: "Not permitted", status, type: "about:blank" },
    ],
  },
  mastodon: {
    paths: {
      "/mastodon/oauth/authorize": "consent",
      "/mastodon/oauth/token": "token",
      "/mastodon/oauth/userinfo": "identity",
      "/mastodon/oauth/revoke": "revoke",
      "/mastodon/api/v1/statuses": "send",
    },
    scopes: ["profile", "write:statuses", "write:media"],
    lifeSecs: undefined,
    rotates: false,
    needsSecret: true,
    identity: (name) => ({ sub: `https://mastodon.test/users/${name}`, preferred_username: name }),
    key: ({ headers }) => headers["idempotency-key"],
    takes: ({ json }) => {
      if (statusLength(json.status) > 500)
        throw new Refusal(422, { error: "Validation failed: Text character limit of 500 exceeded" });
      return { text: json.status, replyTo: json.in_reply_to_id };
    },
    accepted: (id, { text }) => [200, { id, content: text, url: `https://mastodon.test/@bob/${id}` }],
    error: (status) => [
      status,
      { error: status === 401 ? "The access token was revoked" : "This action is not allowed" },
    ],
  },
  // Bluesky's servers are origins, so its paths are below the root.
  bluesky: {
    paths: {
      "/oauth/authorize": "consent",
      "/oauth/par": "par",
      "/oauth/token": "token",
      "/oauth/revoke": "revoke",
      "/.well-known/oauth-authorization-server": "metadata",
      "/.well-known/oauth-protected-resource": "resource",
      "/xrpc/com.atproto.identity.resolveHandle": "handle",
      [`/plc/${DID}`]: "document",
      "/xrpc/com.atproto.repo.createRecord": "send",
      "/xrpc/com.atproto.repo.putRecord": "send",
    },
    scopes: ["atproto", "transition:generic"],
    lifeSecs: 3_600,
    rotates: true,
    needsSecret: false,
    key: ({ json }) => json?.rkey,
    takes: ({ json }) => {
      const problem = json.repo === DID ? problemWithRecord(json) : "the repository is another's";
      if (problem) throw new Refusal(400, { error: "InvalidRequest", message: problem });
      const { text, reply, facets } = json.record;
      return {
        text,
        replyTo: reply?.parent.uri,
        root: reply?.root.uri,
        links: facets?.map(({ features }) => features[0].uri),
        graphemes: graphemes(text),
      };
    },
    accepted: (id) => [
      200,
      { uri: id, cid: `bafy${id.slice(-13)}`, commit: { cid: "bafy", rev: "3k" }, validationStatus: "valid" },
    ],
    error: (status) => [status, { error: status === 401 ? "invalid_token" : "InvalidRequest", message: "no" }],
  },
  telegram: {
    paths: { "/telegram": "adapter" },
    takes: ({ json }) => ({ to: json.params.recipient, text: json.params.message }),
    accepted: (id) => [200, { result: { message_id: id } }],
    error: (status) => [status, { error: { code: "refused" } }],
  },
};

export const platforms = Object.keys(apis);

/** A platform's answer that is not a success. */
export class Refusal extends Error {
  constructor(status, body, headers = {}) {
    super(String(status));
    Object.assign(this, { status, body, headers });
  }
}
