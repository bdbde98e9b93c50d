/** A page of a list, which names the next one. */
interface Page {
  next_cursor: string | null;
}

/** Answer of a client's method. */
interface Answer<P> {
  data?: P;
  error?: unknown;
  response: Response;
}

/**
 * Goes through all pages of a list:
 * `for await (const page of pages((cursor) => client.GET("/api/v1/admin/messages", { params: { query: { cursor } } })))`.
 * The cursor of the first page is undefined. Throws if a page is refused.
 */
export async function* pages<P extends Page>(
  get: (cursor: string | undefined) => Promise<Answer<P>>,
): AsyncGenerator<P, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data, error, response } = await get(cursor);
    if (data === undefined) throw new Error(`a page was refused: ${response.status} ${JSON.stringify(error)}`);
    yield data;
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
