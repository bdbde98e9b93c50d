// Counting wrapper of an object's state. Native methods must run on the native object, so methods that are not
// counted are bound to it.
import { add, detail } from "./counts.mjs";

export const countedState = (state, className) => {
  const storage = countedStorage(state.storage, className);
  return through(state, { storage });
};

function countedStorage(storage, className) {
  return through(storage, {
    sql: countedSql(storage.sql, className),
    setAlarm(...when) {
      add(`${className}.alarmsSet`);
      return storage.setAlarm(...when);
    },
    deleteAlarm(...options) {
      add(`${className}.alarmsDeleted`);
      return storage.deleteAlarm(...options);
    },
  });
}

function countedSql(sql, className) {
  return through(sql, {
    exec(query, ...values) {
      const cursor = sql.exec(query, ...values);
      // The caller reads the cursor to its end synchronously, so the counts are final when this runs.
      queueMicrotask(() => {
        add(`${className}.statements`);
        add(`${className}.rowsRead`, cursor.rowsRead);
        add(`${className}.rowsWritten`, cursor.rowsWritten);
        detail(className, query, cursor.rowsRead, cursor.rowsWritten);
      });
      return cursor;
    },
  });
}

const through = (target, replacements) =>
  new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(replacements, name)) return replacements[name];
      const value = Reflect.get(target, name, target);
      // `constructor` is compared and named, but never called.
      return typeof value === "function" && name !== "constructor" ? value.bind(target) : value;
    },
  });
