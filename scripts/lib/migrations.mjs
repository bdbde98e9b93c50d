import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_splitSqlQuery } from "wrangler";
import { repositoryRoot } from "./paths.mjs";
import { readWranglerConfig } from "./miniflare-options.mjs";

// This is exactly wrangler's own table, so that `wrangler d1 migrations` and this code agree on the applied migrations.
const createTable = `CREATE TABLE IF NOT EXISTS "d1_migrations"(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** Applies a database's missing migrations, each atomically. Returns their names. */
export async function applyMigrations(database) {
  await database.prepare(createTable).run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set(results.map(({ name }) => name));
  const pending = migrationFiles().filter(({ name }) => !applied.has(name));
  for (const { name, path } of pending) {
    const statements = unstable_splitSqlQuery(readFileSync(path, "utf8"));
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
  return pending.map(({ name }) => name);
}

function migrationFiles() {
  const directory = join(repositoryRoot, readWranglerConfig().d1_databases[0].migrations_dir);
  return readdirSync(directory)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, path: join(directory, name) }));
}
