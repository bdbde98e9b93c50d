import { commonNumbers } from "../arguments.mjs";

export const usage = `npm run phone -- --protocol smsgate [options]; then lines such as \`+15550001111 hello\` arrive at the phone as SMS.
  --url URL                 the server, or the address that the app takes (http://localhost:8787)
  --prefix PATH             where its device API is (/api/mobile/v1)
  --name NAME               the phone's name (Simulated phone)
  --registration-token KEY  registers with the server's private token
  --code CODE               registers with a one-time code of an account
  --login NAME              registers in an account, with
  --password TEXT           its password; with none of these a public server makes a new account
  --memory FILE             keeps its registration, settings, messages and SMS, for the next run
  --app-version V           (1.75.0)
  --channel NAME            the app's notification channel, as its owner sets it. auto: a stream unless there is a
                            push token; sse: always a stream; fcm: pushes and no stream; poll: neither. The app
                            keeps it with its other settings, and the server may change it for the next start (auto)
  --push-token TEXT         a token to be pushed at, as every phone with Google services has one
  --pull-secs N             pulls each so many seconds whatever happens (900)
  --speed N                 the app's own times pass so many times as fast (1)
  --passphrase TEXT         what it encrypts received SMS with
  --seed N                  the same seed, the same fates (1)
  --delay-pick-ms N         from the pull to the hand-over to the system (10)
  --delay-sent-ms N         from there to \`Sent\` (50)
  --delay-delivered-ms N    from \`Sent\` to \`Delivered\` (150)
  --failure-rate P          SMS that fail, 0 to 1 (0)
  --fails-for NUMBER        SMS to this number fail, repeatable
  --drop-rate P             reports that are lost (0)
  --duplicate-rate P        reports that are sent twice (0)
  --reorder-rate P          reports that an older one follows (0)
  --report-batch N          messages in one report (1)
  --silent                  pulls, and neither sends nor reports
  --die-before-send N       dies over the Nth message, before it stored it; exit code 9
  --die-after-send N        dies over the Nth message, after sending and before any report; exit code 9
  --inbound-every SECS      an SMS arrives at the phone each so many seconds
  --quiet                   says only what goes wrong`;

/** Options that are numbers, with the names of the phone's own options. */
export const numbers = {
  ...commonNumbers,
  speed: "speed",
  "delay-pick-ms": "delayPickMs",
  "report-batch": "reportBatch",
};

const texts = [
  "app-version",
  "channel",
  "code",
  "inbound-every",
  "login",
  "memory",
  "name",
  "passphrase",
  "password",
  "prefix",
  "pull-secs",
  "push-token",
  "registration-token",
];
const text = { type: "string" };

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    ...Object.fromEntries([...Object.keys(numbers), ...texts].map((option) => [option, text])),
    "fails-for": { ...text, multiple: true, default: [] },
    help: { type: "boolean" },
    quiet: { type: "boolean" },
    silent: { type: "boolean", default: false },
    url: { ...text, default: "http://localhost:8787" },
    protocol: text,
  },
};
