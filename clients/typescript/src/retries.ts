/** Routes that keep the first answer under an `Idempotency-Key`, so that repeating them sends no second message. */
const idempotentByKey = /\/(api\/v1\/sms\/send|publish)$/;

/** Statuses after which nothing was decided, so that any request may be repeated. */
const undecided = new Set([429, 503]);

/** Methods that have the same effect however often they are repeated. */
const repeatable = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

export interface RetryOptions {
  /** Repetitions of one request, 3 by default; 0 repeats nothing. */
  maxRetries?: number;
  /** Longest wait before a repetition, in milliseconds, 30,000 by default. A longer `Retry-After` ends the tries. */
  maxWaitMs?: number;
  /** Replaces the platform's `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * Returns a `fetch` that repeats requests: after 429 and 503 when `Retry-After` says so, and after a broken connection
 * if the request has the same effect twice. A request to send a message gets an `Idempotency-Key` unless it has one.
 */
export function createRetryingFetch({
  maxRetries = 3,
  maxWaitMs = 30_000,
  fetch: send = (request) => globalThis.fetch(request),
}: RetryOptions): (request: Request) => Promise<Response> {
  return async (given) => {
    const request = withIdempotencyKey(given);
    for (let tries = 0; ; tries += 1) {
      const isLast = tries >= maxRetries;
      let waitMs: number;
      try {
        const response = await send(request.clone());
        if (isLast || !undecided.has(response.status)) return response;
        waitMs = retryAfterMs(response) ?? backOffMs(tries);
        if (waitMs > maxWaitMs) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast || request.signal.aborted || !mayRepeat(request)) throw error;
        waitMs = backOffMs(tries);
      }
      await sleep(waitMs, request.signal);
    }
  };
}

function withIdempotencyKey(request: Request): Request {
  const isKept = request.method === "POST" && idempotentByKey.test(new URL(request.url).pathname);
  if (!isKept || request.headers.has("idempotency-key")) return request;
  const copy = new Request(request);
  copy.headers.set("idempotency-key", crypto.randomUUID());
  return copy;
}

const mayRepeat = (request: Request): boolean =>
  repeatable.has(request.method) || request.headers.has("idempotency-key");

/** Returns the wait that the answer asks for, given in seconds or as a date; undefined without a readable one. */
function retryAfterMs(response: Response): number | undefined {
  const text = response.headers.get("retry-after")?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - Date.now());
}

/** Returns half a second, doubled at each try, of which half is chance, so that many clients do not return at once. */
const backOffMs = (tries: number): number => 500 * 2 ** tries * (0.5 + Math.random() / 2);

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
