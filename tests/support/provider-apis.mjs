import { randomBytes, randomUUID } from "node:crypto";

/**
 * The eight vendors' send APIs according to their documentation (contract providers.md, D.1–D.8): authentication, the
 * form of a request to send, its answer, and the form of an error. Each is strict: a request that a vendor would not
 * understand is refused here, too.
 */

/** Credentials of a tenant of these tests at every vendor, by Wireroom's names for them. */
export const credentialsOf = {
  flowroute: { access_key: "fr_access", secret_key: "fr_secret" },
  twilio: { account_sid: "AC00000000000000000000000000000001", auth_token: "twilio_auth_token_test" },
  telnyx: { api_key: "KEY_telnyx", public_key: "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=" },
  vonage: {
    api_key: "vn_key",
    api_secret: "vn_secret",
    signature_secret: "vonage_secret",
    signature_method: "md5hash",
  },
  plivo: { auth_id: "MAPLIVO00000000000001", auth_token: "plivo_auth_token" },
  bandwidth: {
    account_id: "5500001",
    username: "bw_user",
    password: "bw_password",
    application_id: "bw-app",
    callback_username: "bw_hook",
    callback_password: "bw_hook_password",
  },
  sinch: { service_plan_id: "plan1", api_token: "sinch_token", webhook_secret: "sinch_secret" },
  messagebird: { access_key: "mb_access", signing_key: "mb_signing_key" },
};

/** Ids that Vonage gives to the parts of a text in the GSM alphabet: the first part's is the message's own. */
export const vonagePartIds = (id, text = "") =>
  Array.from({ length: text.length > 160 ? Math.ceil(text.length / 153) : 1 }, (_, at) =>
    at === 0 ? id : `${id}-${at + 1}`,
  );

export const apis = {
  flowroute: {
    withPlus: false,
    paths: [/\/v2\/messages$/, /\/v2\.1\/messages$/],
    authorized: (request, own) => isBasic(request, own.access_key, own.secret_key),
    read: ({ json }) => {
      const fields = json?.data?.attributes ?? json;
      return {
        from: fields?.from,
        to: fields?.to,
        text: fields?.body ?? fields?.content,
        callbackUrl: fields?.dlr_callback,
      };
    },
    newId: (path) => `${path.includes("v2.1") ? "mdr2" : "mdr1"}-${randomBytes(16).toString("hex")}`,
    accepted: (id, { path }) =>
      path.includes("v2.1")
        ? [202, { data: { id, type: "message", links: { self: `https://api.flowroute.com/v2.1/messages/${id}` } } }]
        : [200, { data: { id } }],
    error: (status) => [
      status,
      { errors: [{ status, title: "Error", detail: `refused with ${status}`, id: randomUUID() }] },
    ],
  },
  twilio: {
    withPlus: true,
    paths: [/\/2010-04-01\/Accounts\/AC00000000000000000000000000000001\/Messages\.json$/],
    authorized: (request, own) => isBasic(request, own.account_sid, own.auth_token),
    read: ({ form }) => ({
      from: form?.get("From"),
      to: form?.get("To"),
      text: form?.get("Body"),
      callbackUrl: form?.get("StatusCallback"),
    }),
    newId: () => `SM${randomBytes(16).toString("hex")}`,
    accepted: (sid, { to, from, text }) => [
      201,
      { sid, status: "queued", to, from, body: text, error_code: null, error_message: null, num_segments: "1" },
    ],
    error: (status) => [
      status,
      {
        code: 21211,
        message: "Invalid 'To' Phone Number",
        more_info: "https://www.twilio.com/docs/errors/21211",
        status,
      },
    ],
  },
  telnyx: {
    withPlus: true,
    paths: [/\/v2\/messages$/],
    authorized: (request, own) => isBearer(request, own.api_key),
    read: ({ json }) => ({ from: json?.from, to: json?.to, text: json?.text, callbackUrl: json?.webhook_url }),
    newId: () => randomUUID(),
    accepted: (id, { to, from, text }) => [
      200,
      {
        data: {
          record_type: "message",
          id,
          from: { phone_number: from },
          to: [{ phone_number: to, status: "queued" }],
          text,
        },
      },
    ],
    error: (status) => [
      status,
      { errors: [{ code: "40310", title: "Invalid 'to' address", detail: "The 'to' address is not valid." }] },
    ],
  },
  vonage: {
    withPlus: false,
    paths: [/\/sms\/json$/, /\/v1\/messages$/],
    authorized: (request, own) => {
      const fields = request.json ?? Object.fromEntries(request.form ?? []);
      return (
        (fields.api_key === own.api_key && fields.api_secret === own.api_secret) ||
        isBasic(request, own.api_key, own.api_secret)
      );
    },
    read: ({ json, form }) => {
      const fields = json ?? Object.fromEntries(form ?? []);
      return {
        from: fields.from,
        to: fields.to,
        text: fields.text,
        callbackUrl: fields.callback ?? fields.webhook_url,
      };
    },
    newId: () => randomBytes(8).toString("hex").toUpperCase(),
    accepted: (id, { path, to, text }) => {
      if (path.endsWith("/v1/messages")) return [202, { message_uuid: id }];
      const ids = vonagePartIds(id, text);
      const part = (id) => ({
        to,
        "message-id": id,
        status: "0",
        "remaining-balance": "1.00",
        "message-price": "0.01",
        network: "12345",
      });
      return [200, { "message-count": String(ids.length), messages: ids.map(part) }];
    },
    // The SMS API always answers 200; the result is in `status`.
    error: (status) =>
      status >= 500
        ? [status, "unavailable"]
        : [200, { "message-count": "1", messages: [{ status: "4", "error-text": "Bad Credentials" }] }],
  },
  plivo: {
    withPlus: undefined,
    paths: [/\/v1\/Account\/MAPLIVO00000000000001\/Message\/$/],
    authorized: (request, own) => isBasic(request, own.auth_id, own.auth_token),
    read: ({ json }) => ({ from: json?.src, to: json?.dst, text: json?.text, callbackUrl: json?.url }),
    newId: () => randomUUID(),
    accepted: (id) => [202, { message: "message(s) queued", message_uuid: [id], api_id: randomUUID() }],
    error: (status) => [status, { api_id: randomUUID(), error: "dst parameter is invalid" }],
  },
  bandwidth: {
    withPlus: true,
    paths: [/\/users\/5500001\/messages$/],
    authorized: (request, own) => isBasic(request, own.username, own.password),
    read: ({ json }) => ({
      from: json?.from,
      to: only(json?.to),
      text: json?.text,
      applicationId: json?.applicationId,
    }),
    newId: () => randomBytes(14).toString("hex"),
    accepted: (id, { to, from, text }) => [
      202,
      {
        id,
        owner: from,
        applicationId: "bw-app",
        time: new Date().toISOString(),
        segmentCount: 1,
        direction: "out",
        to: [to],
        from,
        text,
      },
    ],
    error: (status) => [status, { type: "request-validation", description: "Your request could not be accepted" }],
  },
  sinch: {
    withPlus: false,
    paths: [/\/xms\/v1\/plan1\/batches$/],
    authorized: (request, own) => isBearer(request, own.api_token),
    read: ({ json }) => ({ from: json?.from, to: only(json?.to), text: json?.body, callbackUrl: json?.callback_url }),
    newId: () => `01${randomBytes(12).toString("hex").toUpperCase()}`,
    accepted: (id, { to, from, text }) => [
      201,
      { id, to: [to], from, canceled: false, body: text, type: "mt_text", delivery_report: "none" },
    ],
    error: (status) => [status, { code: "syntax_invalid_parameter_format", text: "Invalid MSISDN" }],
  },
  messagebird: {
    withPlus: false,
    paths: [/\/messages$/],
    authorized: (request, own) => request.headers.authorization === `AccessKey ${own.access_key}`,
    read: ({ json }) => ({
      from: json?.originator,
      to: only(json?.recipients),
      text: json?.body,
      callbackUrl: json?.reportUrl,
    }),
    newId: () => randomBytes(16).toString("hex"),
    accepted: (id, { to, from, text }) => [
      201,
      {
        id,
        direction: "mt",
        type: "sms",
        originator: from,
        body: text,
        recipients: { totalCount: 1, totalSentCount: 1, items: [{ recipient: Number(to), status: "sent" }] },
      },
    ],
    error: (status) => [
      status,
      { errors: [{ code: 9, description: "no (correct) recipients found", parameter: "recipients" }] },
    ],
  },
};

export const providers = Object.keys(apis);

/** Returns the status with which the vendor would refuse a request to send, or `undefined`. */
export function problemWith(provider, request, sms) {
  const { withPlus, paths, authorized } = apis[provider];
  if (request.method !== "POST") return 405;
  if (!paths.some((path) => path.test(request.path))) return 404;
  if (!authorized(request, credentialsOf[provider])) return 401;
  if (![sms.from, sms.to, sms.text].every((field) => typeof field === "string")) return 400;
  if (provider === "bandwidth" && sms.applicationId !== "bw-app") return 400;
  // A sender may be a name; a recipient may not.
  return isNumber(sms.to, withPlus) ? undefined : 422;
}

// `withPlus` is undefined for a vendor that takes numbers with and without a plus.
const isNumber = (text, withPlus) => (withPlus === undefined ? /^\+?\d+$/ : withPlus ? /^\+\d+$/ : /^\d+$/).test(text);
const only = (list) => (Array.isArray(list) && list.length === 1 ? String(list[0]) : undefined);
const isBasic = ({ headers }, name, secret) =>
  headers.authorization === `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const isBearer = ({ headers }, token) => headers.authorization === `Bearer ${token}`;
