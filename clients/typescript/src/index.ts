/**
 * Client of the Wireroom API. Its paths, parameters and answers are typed by the document of the API; this layer adds
 * what a document cannot do: credentials, retries that repeat no message, pages, and the proof of a webhook's sender.
 */

import createFetchClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.ts";
import { createRetryingFetch, type RetryOptions } from "./retries.ts";

export type { components, paths, webhooks } from "./schema.ts";
export type { ErrorCode } from "./error-codes.ts";
export { type Failure, failureOf } from "./failures.ts";
export { pages } from "./pages.ts";
export { settled } from "./settled.ts";
export { verifyWebhook, type WebhookHeaders, WebhookRefused } from "./webhooks.ts";

export interface WireroomOptions extends RetryOptions {
  /** Address of the deployment, such as `https://sms.example.com`. */
  baseUrl: string;
  /** A client key, `api_live_…`. */
  apiKey: string;
}

/** Never asks for `application/problem+json`, so that its failures have the types of plain JSON. */
export type WireroomClient = Client<paths, PlainJson>;

type PlainJson = `application/json${string}`;

/** Returns a client with one method per HTTP method: `client.POST("/api/v1/sms/send", { body: { … } })`. */
export function createClient({ baseUrl, apiKey, ...retries }: WireroomOptions): WireroomClient {
  return createFetchClient<paths, PlainJson>({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    fetch: createRetryingFetch(retries),
    headers: { authorization: `Bearer ${apiKey}` },
  });
}
