/** Methods that change nothing, so that they may be repeated whatever became of the first try. */
const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

export interface RetryOptions {
  /** Repetitions of one request, 3 by default; 0 repeats nothing. */
  maxRetries?: number;
  /**
   * Longest wait before a repetition, in milliseconds, by default 65,000: most limits are renewed within a minute. A
   * longer `Retry-After` ends the tries.
   */
  maxWaitMs?: number;
  /** Replaces the platform's `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * Returns a `fetch` that repeats requests. After 429, whose request had no effect, every request is repeated. After 503
 * and after a broken connection the request may have had its effect, so only those are repeated that change nothing or
 * have an `Idempotency-Key`. A request to send a message gets such a key unless it has one; a caller who wants to
 * repeat a failed call by itself gives its own.
 */
export function createRetryingFetch({
  maxRetries = 3,
  maxWaitMs = 65_000,
  fetch: send = (request) => globalThis.fetch(request),
}: RetryOptions): (request: Request) => Promise<Response> {
  return async (given) => {
    const request = withIdempotencyKey(given);
    for (let tries = 0; ; tries += 1) {
      const isLast = tries >= maxRetries;
      let waitMs: number;
      try {
        const response = await send(request.clone());
        const stated = retryAfterMs(response);
        const mayFollow = response.status === 429 || (response.status === 503 && mayRepeat(request));
        if (isLast || !mayFollow || stated === undefined || stated > maxWaitMs) return response;
        waitMs = stated;
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
  if (!keepsAnswers(request) || request.headers.has("idempotency-key")) return request;
  const copy = new Request(request);
  copy.headers.set("idempotency-key", crypto.randomUUID());
  return copy;
}

/** Whether the route keeps the first answer under an `Idempotency-Key`, so that a repetition sends no second message. */
function keepsAnswers({ method, url }: Request): boolean {
  const path = new URL(url).pathname;
  return method === "POST" && (path.endsWith("/api/v1/sms/send") || /(?<!\/v3)\/publish$/.test(path));
}

const mayRepeat = (request: Request): boolean =>
  harmless.has(request.method) || (keepsAnswers(request) && request.headers.has("idempotency-key"));

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
