/**
 * Answers of each route to invalid parameters. A case changes some of a good request's parameters;
 * `undefined` removes one. A number counts as its text, so numbers appear only in places where
 * their text is invalid too.
 */
const text400 = (name) => ({ status: 400, error: `Invalid ${name}` });
const missing = (name) => ({ status: 400, error: `param is missing or the value is empty: ${name}` });
const refused = (error) => ({ status: 422, error });

/** Cases for a required text: absent values, and values that are not texts. */
const requiredText = (name) => [
  [{ [name]: undefined }, missing(name)],
  [{ [name]: null }, missing(name)],
  ...[true, false, [], ["x"], {}, { a: 1 }].map((value) => [{ [name]: value }, text400(name)]),
];

const optionalText = (name) => [true, ["x"], { a: 1 }].map((value) => [{ [name]: value }, text400(name)]);

const integer = (name, least, most) =>
  [least - 1, most + 1, 1.5, 1e30, "x", "1.5", "1e1", "٣", true, [1], { a: 1 }].map((value) => [
    { [name]: value },
    refused(`${name} must be between ${least} and ${most}`),
  ]);

const badPhones = [
  "",
  " ",
  "\t\n",
  "+",
  "++12025550123",
  "0",
  "00",
  "+0123456789",
  "+123456",
  "12345",
  "+1234567890123456",
  "hello",
  "MyBank",
  "+1202555O123",
  "+12025550123x1",
  "+12025550123;ext=1",
  "tel:+12025550123",
  "1-800-FLOWERS",
  "٠١٢٣٤٥٦٧٨٩",
  "+１２０２５５５０１２３",
  "+12025550123,+12025550124",
  "+1\u00002025550123",
  "' OR 1=1 --",
  "1".repeat(65),
  `+${" ".repeat(200)}12025550123`,
  5,
  1.5,
  1e30,
];

const blank = ["", " ", "\n\t ", "\u00a0"];

export const badInput = [
  {
    path: "/api/v1/sms/send",
    as: "client",
    good: { to: "+12025550123", message: "Hello" },
    cases: [
      [{ to: undefined, message: undefined }, missing("to")],
      ...requiredText("to").filter(([{ to }]) => !Array.isArray(to)),
      ...[[], Array(101).fill("+12025550123")].map((to) => [{ to }, refused("to must have 1 to 100 numbers")]),
      ...[[{}], [["+12025550123"]], [null]].map((to) => [{ to }, text400("to")]),
      [{ to: ["x", "+12025550123", "12"] }, refused("Invalid phone number format: to[0], to[2]")],
      [{ to: ["+12025550123", "+12025550124", "2025550123"] }, refused("to[2] repeats to[0]")],
      ...badPhones.map((to) => [{ to }, refused("Invalid phone number format")]),
      ...requiredText("message"),
      ...blank.map((message) => [{ message }, refused("Message can't be blank")]),
      ...["a".repeat(1_601), "é".repeat(1_601), "😀".repeat(1_601)].map((message) => [
        { message },
        refused("Message is too long (maximum is 1600 characters)"),
      ]),
      ...optionalText("gateway_id"),
      ...[" ", "nobody", 7].map((gateway_id) => [{ gateway_id }, refused("Gateway not found")]),
      ...integer("priority", -128, 127),
      ...integer("sim", 1, 3),
      [{ sim: 1 }, refused("No gateway supports sim")],
      ...integer("ttl", 1, 2_592_000),
      ...[true, ["x"], { a: 1 }, "soon", 1.5, "2026-13-01T00:00:00Z"].map((send_at) => [
        { send_at },
        text400("send_at"),
      ]),
      ...[0, -1, 1_000_000_000, "2020-01-01T00:00:00Z"].map((send_at) => [
        { send_at },
        refused("send_at must be in the future"),
      ]),
      ...[253_402_300_799, "9999-01-01T00:00:00Z"].map((send_at) => [
        { send_at },
        refused("send_at must be within 30 days"),
      ]),
      ...["x", 2, [true], {}].map((dry_run) => [{ dry_run }, refused("dry_run must be true or false")]),
      ...optionalText("callback_url"),
      [{ callback_url: "https://10.0.0.1/" }, refused("The URL's host is not a public address.")],
      [{ callback_url: "hooks.example" }, refused("The URL must start with https://.")],
    ],
  },
  {
    path: "/api/v1/gateway/sms/received",
    as: "gateway",
    good: { sender: "+12025550123", message: "Hello", timestamp: "2026-01-01T00:00:00Z" },
    cases: [
      [{ sender: undefined, message: undefined }, missing("sender")],
      ...requiredText("sender"),
      ...blank.map((sender) => [{ sender }, refused("Sender can't be blank")]),
      [{ sender: "a".repeat(65) }, refused("Sender is too long (maximum is 64 characters)")],
      ...requiredText("message"),
      ...blank.map((message) => [{ message }, refused("Message can't be blank")]),
      [{ message: "a".repeat(65_536) }, refused("Message is too long (maximum is 65535 characters)")],
    ],
  },
  {
    path: "/api/v1/gateway/sms/status",
    as: "gateway",
    good: { message_id: `msg_${"0".repeat(32)}`, status: "sent" },
    cases: [
      [{ message_id: undefined, status: undefined }, missing("message_id")],
      ...requiredText("message_id"),
      ...requiredText("status"),
      ...["", "queued", "pending", "accepted", "received", "Sent", "sent ", 1].map((status) => [
        { status },
        refused("Status is not included in the list"),
      ]),
      ...optionalText("error_message").map(([change, answer]) => [{ ...change, status: "failed" }, answer]),
      ...[
        "",
        "msg_",
        "x",
        5,
        `msg_${"0".repeat(31)}`,
        `msg_${"0".repeat(33)}`,
        `msg_${"A".repeat(32)}`,
        `msg_${"f".repeat(32)}`,
      ].map((message_id) => [{ message_id }, { status: 404, error: "Message not found" }]),
    ],
  },
  {
    path: "/api/v1/gateway/heartbeat",
    as: "gateway",
    good: {},
    cases: [
      ...optionalText("status"),
      ...["", "away", "Online", 1].map((status) => [{ status }, refused("Status is not included in the list")]),
    ],
  },
  {
    path: "/api/v1/gateway/register",
    as: "registration",
    good: { device_id: "device-1", name: "Phone" },
    cases: [
      ...[{}, { device_id: null, name: null }, { device_id: "", name: " " }].map((fields) => [
        { device_id: undefined, name: undefined, ...fields },
        refused("Device can't be blank, Name can't be blank"),
      ]),
      ...[undefined, null, ...blank].map((device_id) => [{ device_id }, refused("Device can't be blank")]),
      ...[undefined, null, ...blank].map((name) => [{ name }, refused("Name can't be blank")]),
      ...[true, ["x"], { a: 1 }].flatMap((value) => [
        [{ device_id: value }, refused("device_id is invalid")],
        [{ name: value }, refused("name is invalid")],
      ]),
      [{ device_id: "d".repeat(256) }, refused("Device is too long (maximum is 255 characters)")],
      [{ name: "n".repeat(256) }, refused("Name is too long (maximum is 255 characters)")],
      [{ device_info: { model: "m".repeat(8_192) } }, refused("Device info is too long")],
    ],
  },
];

/** The same for parameters in a URL. */
export const badQueries = [
  ...["0", "-1", "x", "1.5", "1e1", "99999999999999999999", "٣"].flatMap((value) =>
    ["limit", "page"].map((name) => [`/api/v1/sms/received?${name}=${encodeURIComponent(value)}`, text400(name)]),
  ),
  ...["yesterday", "2026-01-01", "2026-13-01T00:00:00Z", "1760869800", "0"].map((since) => [
    `/api/v1/sms/received?since=${encodeURIComponent(since)}`,
    text400("since"),
  ]),
  ...[
    "x",
    "msg_",
    `msg_${"0".repeat(32)}`,
    `msg_${"F".repeat(32)}`,
    "%FF",
    "%00",
    "..%2Freceived",
    "a%2Fb",
    "'%20OR%201=1--",
    "x".repeat(4_000),
  ].map((id) => [`/api/v1/sms/status/${id}`, { status: 404, error: "Message not found" }]),
];
