// DuckDB over its own table of the finished rows. usage: node duckdb.mjs PEERS THREADS DB load FILES... | one FILE | threads FOLDER | pipe
import { createRequire } from 'node:module';
import path from 'node:path';

const [peers, threads, db, way, ...rest] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(path.join(path.resolve(peers), 'index.js'))('@duckdb/node-api');
const instance = await DuckDBInstance.create(db, { threads });
const connection = await instance.connect();
const quoted = text => `'${text.replaceAll("'", "''")}'`;
// The table lies in the feed's order (item group, SKU), so that no side has to sort: insertion order is kept where one file is written.
const copy = (to, more) => `COPY rows TO ${quoted(to)} (FORMAT csv, HEADER, DELIMITER ','${more})`;
switch (way) {
  case 'load':
    await connection.run(`CREATE TABLE rows AS SELECT * FROM read_csv([${rest.map(quoted)}], header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`);
    break;
  case 'one':
    await connection.run(copy(rest[0], ', COMPRESSION gzip'));
    break;
  case 'threads':
    await connection.run(copy(rest[0], ', COMPRESSION gzip, PER_THREAD_OUTPUT true'));
    break;
  case 'pipe':
    await connection.run(copy('/dev/stdout', ''));
    break;
  default:
    throw new Error(`no such way: ${way}`);
}

connection.closeSync();
instance.closeSync();
