// What would break a client: for each pair of contracts in a JSON file, [before, after], what `findBreakingChanges` of graphql-js
// says. Prints a JSON list of lists; judges nothing.
import { readFileSync } from 'node:fs';
import { assertValidSchema, buildSchema, findBreakingChanges } from 'graphql';

const read = (sdl) => {
  const schema = buildSchema(sdl);
  assertValidSchema(schema);
  return schema;
};

const pairs = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(pairs.map(([before, after]) => findBreakingChanges(read(before), read(after)))));
