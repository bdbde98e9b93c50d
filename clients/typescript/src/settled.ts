import { failureOf } from "./failures.ts";
import type { WireroomClient } from "./index.ts";
import type { components } from "./schema.ts";

/** Status of a message, with its times. */
type MessageStatus = components["schemas"]["SmsStatusOut"];

/**
 * Asks for a message's status until it is `delivered` or `failed`, and returns the last one: after `timeoutMs`, that of
 * a message still under way. A webhook tells the same without asking.
 */
export async function settled(
  client: WireroomClient,
  messageId: string,
  { timeoutMs = 60_000, everyMs = 1_000 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<MessageStatus> {
  const untilMs = Date.now() + timeoutMs;
  for (;;) {
    const { data, error, response } = await client.GET("/api/v1/sms/status/{message_id}", {
      params: { path: { message_id: messageId } },
    });
    if (data === undefined)
      throw new Error(`no status: ${failureOf(response).code ?? response.status} ${JSON.stringify(error)}`);
    if (data.status === "delivered" || data.status === "failed" || Date.now() >= untilMs) return data;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
