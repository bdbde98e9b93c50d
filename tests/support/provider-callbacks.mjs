import { randomBytes, randomUUID } from "node:crypto";
import {
  signBandwidth,
  signMessageBird,
  signMessageBirdLegacy,
  signPlivo,
  signPlivoV2,
  signSinch,
  signTelnyx,
  signTwilio,
  signVonage,
  signVonageMessages,
} from "./provider-signatures.mjs";

/**
 * Each vendor's callbacks, in its own format and signed: an inbound SMS, and a delivery report. Both functions return a
 * request `{ method, url, headers, body }`, which `call` sends; numbers are given as digits.
 */

const plus = (digits) => `+${digits}`;
const iso = (nowMs) => new Date(nowMs).toISOString();
const json = (url, value, headersOf = () => ({})) => {
  const body = JSON.stringify(value);
  return { method: "POST", url, headers: { "content-type": "application/json", ...headersOf(body) }, body };
};
const form = (url, fields, headers) => ({
  method: "POST",
  url,
  headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  body: new URLSearchParams(fields).toString(),
});
const query = (url, fields) => ({ method: "GET", url: `${url}?${new URLSearchParams(fields)}`, headers: {} });

/** Each vendor's formats of an inbound SMS; the first is the usual one. */
export const inboundVariants = {
  flowroute: ["v2", "v2.1"],
  twilio: ["form"],
  telnyx: ["v2"],
  vonage: ["form", "json", "get", "messages"],
  plivo: ["v3", "v2"],
  bandwidth: ["array"],
  sinch: ["mo_text"],
  messagebird: ["json", "form", "legacy"],
};

const inbounds = {
  // Flowroute does not sign its callbacks.
  flowroute: ({ url, from, to, text, id = `mdr1-${randomBytes(16).toString("hex")}`, variant = "v2", nowMs }) =>
    variant === "v2"
      ? json(url, { to, from, body: text, id })
      : json(url, {
          data: {
            id,
            type: "message",
            attributes: {
              to,
              from,
              body: text,
              direction: "inbound",
              is_mms: false,
              message_type: "longcode",
              message_encoding: 0,
              status: "delivered",
              timestamp: iso(nowMs),
              amount_display: "$0.0040",
              amount_nanodollars: 4000000,
              delivery_receipts: [],
              message_callback_url: url,
            },
          },
          included: [],
        }),
  twilio: ({ url, from, to, text, id = `SM${randomBytes(16).toString("hex")}` }) => {
    const fields = {
      AccountSid: "AC00000000000000000000000000000001",
      ApiVersion: "2010-04-01",
      Body: text,
      From: plus(from),
      To: plus(to),
      MessageSid: id,
      SmsSid: id,
      SmsMessageSid: id,
      NumMedia: "0",
      NumSegments: "1",
      SmsStatus: "received",
      FromCountry: "US",
      ToCountry: "US",
    };
    return form(url, fields, signTwilio(url, fields));
  },
  telnyx: ({ url, from, to, text, id = randomUUID(), nowMs }) =>
    json(
      url,
      {
        data: {
          record_type: "event",
          id: randomUUID(),
          event_type: "message.received",
          occurred_at: iso(nowMs),
          payload: {
            direction: "inbound",
            id,
            type: "SMS",
            messaging_profile_id: "mp1",
            from: { phone_number: plus(from), carrier: "C", line_type: "Wireless" },
            to: [{ phone_number: plus(to), status: "webhook_delivered", carrier: "C", line_type: "Wireless" }],
            cc: [],
            text,
            media: [],
            encoding: "GSM-7",
            parts: 1,
            received_at: iso(nowMs),
          },
        },
        meta: { attempt: 1, delivered_to: url },
      },
      (body) => signTelnyx(body, nowMs),
    ),
  vonage: ({ url, from, to, text, id = randomBytes(8).toString("hex").toUpperCase(), variant = "form", nowMs }) => {
    if (variant === "messages") {
      const message = {
        channel: "sms",
        message_uuid: id,
        to,
        from,
        timestamp: iso(nowMs),
        text,
        sms: { num_messages: "1" },
        usage: { price: "0.01", currency: "EUR" },
      };
      return json(url, message, (body) => signVonageMessages(body, nowMs));
    }
    const fields = signVonage(
      {
        msisdn: from,
        to,
        messageId: id,
        text,
        type: "text",
        keyword: text.split(" ")[0].toUpperCase(),
        "message-timestamp": iso(nowMs).replace("T", " ").slice(0, 19),
      },
      nowMs,
    );
    return { form, json, get: query }[variant](url, fields);
  },
  plivo: ({ url, from, to, text, id = randomUUID(), variant = "v3" }) => {
    const fields = {
      From: from,
      To: to,
      Text: text,
      Type: "sms",
      MessageUUID: id,
      Units: "1",
      TotalRate: "0",
      TotalAmount: "0",
      MessageIntent: "",
    };
    return form(url, fields, variant === "v2" ? signPlivoV2(url) : signPlivo(url, fields));
  },
  bandwidth: ({ url, from, to, text, id = randomUUID(), nowMs }) =>
    json(
      url,
      [
        {
          type: "message-received",
          time: iso(nowMs),
          description: "Incoming message received",
          to: plus(to),
          message: {
            id,
            owner: plus(to),
            applicationId: "bw-app",
            time: iso(nowMs),
            segmentCount: 1,
            direction: "in",
            to: [plus(to)],
            from: plus(from),
            text,
          },
        },
      ],
      () => signBandwidth(),
    ),
  sinch: ({ url, from, to, text, id = `01${randomBytes(12).toString("hex").toUpperCase()}`, nowMs }) =>
    json(url, { body: text, from, id, received_at: iso(nowMs), to, type: "mo_text" }, (body) => signSinch(body, nowMs)),
  messagebird: ({ url, from, to, text, id = randomUUID(), variant = "json", nowMs }) => {
    const fields = { id, recipient: to, originator: from, payload: text, createdDatetime: iso(nowMs) };
    if (variant === "json") return json(url, fields, (body) => signMessageBird(url, body, nowMs));
    const request = form(url, fields, {});
    const sign = variant === "legacy" ? signMessageBirdLegacy : signMessageBird;
    return { ...request, headers: { ...request.headers, ...sign(url, request.body, nowMs) } };
  },
};

/** Each vendor's words for `sent`, `delivered` and `failed`. */
const words = {
  flowroute: { sent: ["message buffered", 1003], delivered: ["delivered", 4010], failed: ["undeliverable", 4040] },
  twilio: { sent: "sent", delivered: "delivered", failed: "undelivered" },
  telnyx: { sent: "sent", delivered: "delivered", failed: "delivery_failed" },
  vonage: { sent: "accepted", delivered: "delivered", failed: "rejected" },
  plivo: { sent: "sent", delivered: "delivered", failed: "undelivered" },
  bandwidth: { sent: "message-sent", delivered: "message-delivered", failed: "message-failed" },
  sinch: { sent: "Dispatched", delivered: "Delivered", failed: "Failed" },
  messagebird: { sent: "sent", delivered: "delivered", failed: "delivery_failed" },
};

const reports = {
  flowroute: ({ url, id, word: [status, code], nowMs }) =>
    json(url, {
      data: {
        type: "delivery_receipt",
        id,
        attributes: {
          body: "id:1 sub:001 dlvrd:001",
          level: 2,
          status,
          status_code: code,
          status_code_description: status,
          timestamp: iso(nowMs),
        },
        links: { related: `https://api.flowroute.com/v2.1/messages/${id}` },
      },
    }),
  twilio: ({ url, id, from, to, word }) => {
    const fields = {
      MessageSid: id,
      MessageStatus: word,
      SmsSid: id,
      SmsStatus: word,
      From: plus(from),
      To: plus(to),
      AccountSid: "AC00000000000000000000000000000001",
      ApiVersion: "2010-04-01",
    };
    if (word === "undelivered") fields.ErrorCode = "30005";
    return form(url, fields, signTwilio(url, fields));
  },
  telnyx: ({ url, id, from, to, word, nowMs }) =>
    json(
      url,
      {
        data: {
          record_type: "event",
          id: randomUUID(),
          event_type: word === "sent" ? "message.sent" : "message.finalized",
          occurred_at: iso(nowMs),
          payload: {
            direction: "outbound",
            id,
            type: "SMS",
            from: { phone_number: plus(from) },
            to: [{ phone_number: plus(to), status: word }],
            errors: [],
          },
        },
        meta: { attempt: 1, delivered_to: url },
      },
      (body) => signTelnyx(body, nowMs),
    ),
  vonage: ({ url, id, from, to, word, nowMs }) =>
    form(
      url,
      signVonage(
        {
          // In a report `msisdn` is the recipient, and `to` is the sender of the reported SMS.
          msisdn: to,
          to: from,
          "network-code": "12345",
          messageId: id,
          price: "0.01",
          status: word,
          scts: "2401010000",
          "err-code": word === "rejected" ? "6" : "0",
          "message-timestamp": iso(nowMs).replace("T", " ").slice(0, 19),
        },
        nowMs,
      ),
    ),
  plivo: ({ url, id, from, to, word, parent = id, partInfo = "1 of 1" }) => {
    const fields = {
      From: from,
      To: to,
      MessageUUID: id,
      ParentMessageUUID: parent,
      Status: word,
      Units: "1",
      MCC: "310",
      MNC: "004",
      PartInfo: partInfo,
    };
    if (word === "undelivered") fields.ErrorCode = "30";
    return form(url, fields, signPlivo(url, fields));
  },
  bandwidth: ({ url, id, from, to, word, nowMs }) =>
    json(
      url,
      [
        {
          type: word,
          time: iso(nowMs),
          description: word,
          to: plus(to),
          ...(word === "message-failed" ? { errorCode: 4720 } : {}),
          message: {
            id,
            owner: plus(from),
            applicationId: "bw-app",
            time: iso(nowMs),
            segmentCount: 1,
            direction: "out",
            to: [plus(to)],
            from: plus(from),
            text: "",
          },
        },
      ],
      () => signBandwidth(),
    ),
  sinch: ({ url, id, to, word, nowMs }) =>
    json(
      url,
      {
        type: "recipient_delivery_report_sms",
        batch_id: id,
        recipient: to,
        code: word === "Delivered" ? 0 : 401,
        status: word,
        at: iso(nowMs),
      },
      (body) => signSinch(body, nowMs),
    ),
  messagebird: ({ url, id, to, word, nowMs }) => {
    const fields = {
      id,
      reference: "",
      recipient: to,
      status: word,
      statusReason: word,
      statusErrorCode: "",
      statusDatetime: iso(nowMs),
    };
    const request = query(url, fields);
    return { ...request, headers: signMessageBird(request.url, "", nowMs) };
  },
};

/** Returns the callback for an inbound SMS: `{ url, from, to, text, id?, variant?, nowMs? }`. */
export const inbound = (provider, fields) => inbounds[provider]({ nowMs: Date.now(), ...fields });

/** Returns a delivery report: `{ url, id, from, to, status: "sent" | "delivered" | "failed", nowMs? }`. */
export const report = (provider, fields) =>
  reports[provider]({ nowMs: Date.now(), word: words[provider][fields.status], ...fields });

/** Sends such a request like the vendor. */
export async function call({ method, url, headers, body }) {
  const response = await fetch(url, { method, headers, body: method === "GET" ? undefined : body, redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
