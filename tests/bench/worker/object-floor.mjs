// The minimum of a durable send: one row in an object's SQLite before the same answer.
export default {
  async fetch(request, env) {
    const { to, message } = await request.json();
    if (!to || !message) return Response.json({ error: "Invalid phone number format" }, { status: 422 });
    const answer = await env.MESSAGES.getByName("account").fetch("https://object/", {
      method: "POST",
      body: JSON.stringify({ to, message }),
    });
    const { id } = await answer.json();
    return Response.json({ success: true, message_id: id, status: "queued" }, { status: 202 });
  },
};

export class Messages {
  #sql;

  constructor(state) {
    this.#sql = state.storage.sql;
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS message (id TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID",
    );
  }

  async fetch(request) {
    const record = await request.text();
    const id = `msg_${crypto.randomUUID().replaceAll("-", "")}`;
    this.#sql.exec("INSERT INTO message (id, record) VALUES (?, ?)", id, record);
    return Response.json({ id });
  }
}
