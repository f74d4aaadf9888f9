// Reads an AsyncAPI document with the official parser and prints what it has to say, one thing a line.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
for (const { message, path } of diagnostics) console.log(`${path.join(".")}: ${message}`);
if (!document) process.exitCode = 1;
