// Spellings of addresses that an outsider must not be able to have requested from inside.
const numbers = (dotted) => dotted.split(".").map(Number);
const whole = (dotted) => numbers(dotted).reduce((sum, part) => sum * 256 + part, 0);
const pad = (text, length) => text.padStart(length, "0");

/** Returns the spellings in which parsers have accepted one IPv4 address. */
function spellings(dotted) {
  const [a, b, c, d] = numbers(dotted);
  const high = pad((a * 256 + b).toString(16), 4);
  const low = pad((c * 256 + d).toString(16), 4);
  return [
    dotted,
    `${dotted}.`,
    `${whole(dotted)}`,
    `0x${whole(dotted).toString(16)}`,
    `0${whole(dotted).toString(8)}`,
    numbers(dotted)
      .map((part) => `0x${part.toString(16)}`)
      .join("."),
    numbers(dotted)
      .map((part) => `0${part.toString(8)}`)
      .join("."),
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `[::ffff:${dotted}]`,
    `[::ffff:${high}:${low}]`,
    `[::${dotted}]`,
    `[64:ff9b::${dotted}]`,
    `[2002:${high}:${low}::]`,
    encodeURIComponent(dotted).replaceAll(".", "%2e"),
    dotted.replaceAll(".", "。"),
    [...dotted]
      .map((character) => (/\d/.test(character) ? String.fromCodePoint(character.codePointAt(0) + 0xfee0) : character))
      .join(""),
  ];
}

const privateAddresses = [
  "127.0.0.1",
  "169.254.169.254",
  "10.0.0.1",
  "192.168.1.1",
  "172.16.0.1",
  "100.64.0.1",
  "0.0.0.0",
];
const otherRanges = [
  "127.1",
  "127.0.1",
  "0",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "[::]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[fe80::1]",
  "[fe80::1%25eth0]",
  "[fec0::1]",
  "[fc00::1]",
  "[fd00:ec2::254]",
  "[ff02::1]",
  "[2001:db8::1]",
  "[2001::1]",
  "[100::1]",
  "[::ffff:0:127.0.0.1]",
  "[64:ff9b:1::1]",
];
const names = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "localhost.localdomain",
  "a.localhost",
  "metadata",
  "metadata.google.internal",
  "intranet",
  "printer.local",
  "router.lan",
  "host.home.arpa",
  "db.internal",
  "service.corp",
  "example.test",
  "example.invalid",
  "a.onion",
  "1.0.0.127.in-addr.arpa",
  "127.0.0.1.nip.io",
  "10.0.0.1.sslip.io",
  "example..com",
  "-example.com",
  "exa_mple",
  "ⓔⓧⓐⓜⓟⓛⓔ.com",
  "localhost",
  "exämple.com",
  "xn--",
  "example.com\u200b",
  "example.com%00",
  "example.com%2f@localhost",
];
const wholeUrls = [
  "http://hooks.example.com/",
  "ftp://hooks.example.com/",
  "file:///etc/passwd",
  "gopher://hooks.example.com/",
  "javascript:alert(1)",
  "data:text/plain,hi",
  "//hooks.example.com/",
  "hooks.example.com/",
  "https:hooks.example.com",
  "https:/hooks.example.com/",
  "https://",
  "https:///path",
  "https://:443/",
  "https://?q",
  " ",
  "x",
  "https://user@hooks.example.com/",
  "https://user:secret@hooks.example.com/",
  "https://hooks.example.com@127.0.0.1/",
  "https://127.0.0.1#@hooks.example.com/",
  "https://hooks.example.com\\@127.0.0.1/",
  "https://hooks.example.com:22/",
  "https://hooks.example.com:25/",
  "https://hooks.example.com:0/",
  "https://hooks.example.com:65536/",
  "https://hooks.example.com:-1/",
  "https://hooks.example.com:6667/",
  "https://hooks.example.com:80a/",
  "https://hooks.example.com/a b",
  "https://hooks.example.com/\r\nHost: 127.0.0.1",
  "https://hooks.example.com/\tx",
  "https://hooks.example.com/../admin",
  "https://hooks.example.com/#fragment",
  "https://hooks.example.com/%zz",
  `https://hooks.example.com/${"a".repeat(2_100)}`,
  "https://hooks.example.com/ümlaut",
];

/** URLs that must be refused for webhooks, each with one or two schemes. */
export const hostileUrls = [
  ...new Set([
    ...privateAddresses.flatMap((address) => spellings(address).map((host) => `https://${host}/hook`)),
    ...otherRanges.map((host) => `https://${host}/hook`),
    ...["127.0.0.1", "169.254.169.254", "[::1]"].flatMap((host) => [
      `http://${host}/latest/meta-data/`,
      `https://${host}:8443/`,
    ]),
    ...names.map((host) => `https://${host}/hook`),
    ...wholeUrls,
  ]),
];
