// Reads a calendar with ical.js and prints what it holds as jCal (RFC 7265).
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

console.log(JSON.stringify(ICAL.parse(readFileSync(process.argv[2], "utf8"))));
