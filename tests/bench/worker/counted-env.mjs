// Counting wrappers of the bindings. The platform crate recognizes a binding by its constructor's name and then
// calls the methods it knows, so plain objects with that constructor are sufficient.
import { add, detail } from "./counts.mjs";

/**
 * `caller` distinguishes a call by the Worker itself, for which its client waits, from a call by one of its objects.
 */
export const countedEnv = (env, caller) => ({
  ...env,
  DB: countedDatabase(env.DB, caller),
  DISPATCHER: countedNamespace(env.DISPATCHER, caller, "Dispatcher"),
  GATEWAY_CONNECTION: countedNamespace(env.GATEWAY_CONNECTION, caller, "GatewayConnection"),
  PUSH_QUEUE: countedNamespace(env.PUSH_QUEUE, caller, "PushQueue"),
  SYNC_SESSION: countedNamespace(env.SYNC_SESSION, caller, "SyncSession"),
  WEBHOOK_DELIVERY: countedNamespace(env.WEBHOOK_DELIVERY, caller, "WebhookDelivery"),
});

function countedNamespace(namespace, caller, className) {
  return {
    constructor: namespace.constructor,
    idFromName: (name) => namespace.idFromName(name),
    idFromString: (text) => namespace.idFromString(text),
    newUniqueId: (options) => namespace.newUniqueId(options),
    get: (id, options) => countedStub(namespace.get(id, options), caller, className),
    getByName: (name, options) => countedStub(namespace.getByName(name, options), caller, className),
  };
}

const countedStub = (stub, caller, className) => ({
  id: stub.id,
  name: stub.name,
  fetch(...request) {
    add(`${caller}→${className}`);
    return stub.fetch(...request);
  },
});

function countedDatabase(database, caller) {
  return {
    constructor: database.constructor,
    prepare: (query) => new CountedStatement(database.prepare(query), caller, query),
    async batch(statements) {
      const results = await database.batch(statements.map((statement) => statement.real));
      // A batch of any size is one exchange with the database, which is what the budgets count.
      add(`d1Exchanges@${caller}`);
      results.forEach((result, index) => count(result, caller, statements[index].query));
      return results;
    },
  };
}

class CountedStatement {
  #caller;

  constructor(real, caller, query) {
    this.real = real;
    this.query = query;
    this.#caller = caller;
  }

  bind(...values) {
    return new CountedStatement(this.real.bind(...values), this.#caller, this.query);
  }

  all() {
    return this.#run("all");
  }

  run() {
    return this.#run("run");
  }

  /** Replaces the platform's `first` and `raw`, which do not report the rows read. */
  async first(column) {
    const [row] = (await this.#run("all")).results;
    if (row === undefined) return null;
    return column === undefined || column === null ? row : row[column];
  }

  async raw() {
    return (await this.#run("all")).results.map((row) => Object.values(row));
  }

  async #run(method) {
    const result = await this.real[method]();
    add(`d1Exchanges@${this.#caller}`);
    return count(result, this.#caller, this.query);
  }
}

function count(result, caller, query) {
  detail(`D1, ${caller}`, query, result.meta.rows_read, result.meta.rows_written);
  add(`d1Queries@${caller}`);
  add(`d1RowsRead@${caller}`, result.meta.rows_read);
  add(`d1RowsWritten@${caller}`, result.meta.rows_written);
  return result;
}
