// The minimum of a Worker for a send: read the request and give the product's answer.
export default {
  async fetch(request) {
    const { to, message } = await request.json();
    if (!to || !message) return Response.json({ error: "Invalid phone number format" }, { status: 422 });
    const message_id = `msg_${crypto.randomUUID().replaceAll("-", "")}`;
    return Response.json({ success: true, message_id, status: "queued" }, { status: 202 });
  },
};
