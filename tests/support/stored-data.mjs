import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Tables of the platform itself, in D1 and in objects. They have the names of objects, alarms and migrations. */
const isOwn = (name) => !/^(_cf_|sqlite_|d1_migrations)/.test(name);

/** Columns that say whose row it is. */
export const ownerOf = (columns) => columns.map(({ name }) => name).find((name) => /^(account_id|scope)$/.test(name));

/** Returns D1's tables, each with its columns. */
export async function tablesOf(wireroom) {
  const tables = await wireroom.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  return Promise.all(
    tables
      .filter(({ name }) => isOwn(name))
      .map(async ({ name }) => ({ name, columns: await wireroom.rows(`PRAGMA table_info(${name})`) })),
  );
}

/** Returns the places in D1 where any column of any row has one of the texts, as `table.column`. */
export async function placesInD1(wireroom, texts) {
  const places = [];
  for (const { name, columns } of await tablesOf(wireroom))
    for (const column of columns)
      for (const text of texts) {
        const sql = `SELECT COUNT(*) AS count FROM ${name} WHERE instr(CAST(${column.name} AS TEXT), ?) > 0`;
        const [{ count }] = await wireroom.rows(sql, text);
        if (count > 0) places.push(`${name}.${column.name}`);
      }
  return [...new Set(places)];
}

/** Tables whose rows are no account's own: where passes of the cron stand, and receipts. */
const nobodys = ["sweeps", "account_deletions", "account_deletion_rows"];

/** Returns the number of an account's rows in each table of D1. */
export async function countsOf(wireroom, accountId) {
  const counts = {};
  for (const { name, columns } of await tablesOf(wireroom)) {
    const owner = name === "accounts" ? "id" : ownerOf(columns);
    if (owner === undefined || nobodys.includes(name)) continue;
    const [{ count }] = await wireroom.rows(`SELECT COUNT(*) AS count FROM ${name} WHERE ${owner} = ?`, accountId);
    counts[name] = count;
  }
  return counts;
}

/**
 * Returns where the stored objects of a class have one of the texts, as `file: table.column`. The runtime has to be
 * stopped. Objects without a file have nothing.
 */
export function placesInObjects(stateDir, className, texts) {
  const places = [];
  for (const file of objectFiles(stateDir, className)) {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
      for (const { name } of tables.filter((table) => isOwn(table.name)))
        for (const row of database.prepare(`SELECT * FROM "${name}"`).all())
          for (const [column, value] of Object.entries(row))
            if (texts.some((text) => String(value).includes(text))) places.push(`${file}: ${name}.${column}`);
    } finally {
      database.close();
    }
  }
  return places;
}

/** Returns the files of a class's stored objects. */
export function objectFiles(stateDir, className) {
  const all = readdirSync(join(stateDir, "storage"), { recursive: true, encoding: "utf8" });
  const wanted = all.filter((file) => file.includes(`-${className}/`) && /\/[0-9a-f]{64}\.sqlite$/.test(`/${file}`));
  return wanted.map((file) => join(stateDir, "storage", file));
}

/** Returns the names of the tables in each of these files. */
export function tablesInFile(file) {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
    return tables.map(({ name }) => name).filter(isOwn);
  } finally {
    database.close();
  }
}

/**
 * Fills every table of D1 that has no row of the account with one, made of the columns' names and a marker, so that a test
 * of all tables needs no journey for each. Times are in the future, so that no sweep deletes them.
 */
export async function fillEmptyTables(wireroom, accountId, { marker, messageId, gatewayId, except = [] }) {
  const counts = await countsOf(wireroom, accountId);
  const inAnHour = Date.now() + 3_600_000;
  for (const { name, columns } of await tablesOf(wireroom)) {
    if (counts[name] !== 0 || except.includes(name)) continue;
    const value = ({ name: column, type }) => {
      if (column === "account_id" || column === "scope") return accountId;
      if (column === "message_id") return messageId;
      if (column === "gateway_id") return gatewayId;
      if (type === "INTEGER") return inAnHour;
      return `${marker}-${accountId}-${name}-${column}`;
    };
    const names = columns.map((column) => column.name);
    const marks = names.map(() => "?").join(", ");
    await wireroom.rows(`INSERT INTO ${name} (${names.join(", ")}) VALUES (${marks})`, ...columns.map(value));
  }
}
