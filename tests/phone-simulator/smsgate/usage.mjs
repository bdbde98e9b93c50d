import { commonNumbers } from "../arguments.mjs";

export const usage = `npm run phone -- --protocol smsgate [options]; then lines such as \`+15550001111 hello\` arrive at the phone as SMS.
  --url URL                 the server, or the address that the app takes (http://localhost:8787)
  --prefix PATH             path of its device API (/api/mobile/v1)
  --name NAME               the phone's name (Simulated phone)
  --registration-token KEY  registers with the server's private token
  --code CODE               registers with a one-time code of an account
  --login NAME              registers in an account, with
  --password TEXT           its password; without any of these a public server creates a new account
  --memory FILE             file that keeps its registration, settings, messages and SMS for the next run
  --app-version V           version of the app (1.75.0)
  --channel NAME            the app's notification channel, as its owner sets it. auto: a stream unless there is a
                            push token; sse: always a stream; fcm: pushes and no stream; poll: neither. The app
                            keeps it with its other settings, and the server may change it for the next start (auto)
  --push-token TEXT         its push token, which every phone with Google services has
  --pull-secs N             interval at which it pulls in any case (900)
  --speed N                 factor by which the app's own waiting times are shortened (1)
  --passphrase TEXT         passphrase with which it encrypts received SMS
  --seed N                  the same seed repeats the same failures (1)
  --delay-pick-ms N         from the pull to the hand-over to the system (10)
  --delay-sent-ms N         from there to \`Sent\` (50)
  --delay-delivered-ms N    from \`Sent\` to \`Delivered\` (150)
  --failure-rate P          share of SMS that fail, 0 to 1 (0)
  --fails-for NUMBER        SMS to this number fail, repeatable
  --drop-rate P             share of reports that are lost (0)
  --duplicate-rate P        share of reports that are sent twice (0)
  --reorder-rate P          share of reports that are followed by an older one (0)
  --report-batch N          messages in one report (1)
  --silent                  pulls, but neither sends nor reports
  --die-before-send N       dies at the Nth message, before storing it; exit code 9
  --die-after-send N        dies at the Nth message, after sending and before any report; exit code 9
  --inbound-every SECS      interval at which an SMS arrives at the phone
  --quiet                   prints only errors`;

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
