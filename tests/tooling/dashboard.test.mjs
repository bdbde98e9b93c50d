import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
const dashboard = JSON.parse(readFileSync(new URL("../../docs/grafana.json", import.meta.url), "utf8"));
const source = readFileSync(new URL("../../functions/smsgate/src/metrics.rs", import.meta.url), "utf8");

const namesIn = (text) => new Set(text.match(/\b(?:sms|wireroom)_[a-z_]+[a-z]/g));

test("the page of metrics names exactly those that the Worker renders", () => {
  const rendered = [...source.matchAll(/"((?:sms|wireroom)_[a-z_]+)"/g)].map(([, name]) => name);
  const rows = [...page.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name);
  assert.ok(rendered.length > 10);
  assert.deepEqual(rows.toSorted(), [...new Set(rendered)].toSorted());
});

test("every query of the dashboard and of the alerts names a documented metric", () => {
  const rows = [...page.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name);
  const alerts = page.slice(page.indexOf("Alerts to begin with"));
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  assert.ok(queries.length > 15);
  for (const text of [...queries, alerts]) {
    for (const name of namesIn(text)) assert.ok(rows.includes(name.replace(/_bucket$/, "")), name);
  }
});

test("every metric is in the dashboard, except those of phones' inboxes", () => {
  const shown = namesIn(JSON.stringify(dashboard.panels.map(({ targets }) => targets)));
  const bare = new Set([...shown].map((name) => name.replace(/_bucket$/, "")));
  const rows = [...page.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name);
  assert.deepEqual(
    rows.filter((name) => !bare.has(name)),
    ["wireroom_inbox_items"],
  );
});
