import { commonNumbers } from "./arguments.mjs";

export const usage = `npm run phone -- [options]; then lines such as \`+15550001111 hello\` arrive at the phone as SMS.
  --protocol NAME           cable, or smsgate, whose options are shown by --protocol smsgate --help (cable)
  --url URL                 the server (http://localhost:8787)
  --name NAME               the phone's name (Simulated phone)
  --device-id ID            the device id with which it registers (phone-simulator-1)
  --key KEY                 its gateway key; without this option it registers
  --registration-token KEY  the token to register with
  --memory FILE             file that keeps its key and its sent messages for the next run
  --seed N                  the same seed repeats the same failures (1)
  --delay-sent-ms N         from command to \`sent\` (50)
  --delay-delivered-ms N    from \`sent\` to \`delivered\` (150)
  --failure-rate P          share of messages that fail, 0 to 1 (0)
  --drop-rate P             share of reports that are lost (0)
  --duplicate-rate P        share of reports that are sent twice (0)
  --reorder-rate P          share of messages whose \`delivered\` overtakes \`sent\` (0)
  --die-before-send N       dies at the Nth command, before sending it; exit code 9
  --die-after-send N        dies at the Nth command, after sending and before any report; exit code 9
  --heartbeat-secs N        interval of its heartbeats (30)
  --inbound-every SECS      interval at which an SMS arrives at the phone
  --quiet                   prints only errors`;

const text = (value) => ({ type: "string", ...(value === undefined ? {} : { default: value }) });

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    ...Object.fromEntries(Object.keys(commonNumbers).map((option) => [option, text()])),
    "device-id": text("phone-simulator-1"),
    "heartbeat-secs": text("30"),
    help: { type: "boolean" },
    "inbound-every": text(),
    key: text(),
    memory: text(),
    name: text("Simulated phone"),
    quiet: { type: "boolean" },
    "registration-token": text(),
    url: text("http://localhost:8787"),
    protocol: text(),
  },
};
