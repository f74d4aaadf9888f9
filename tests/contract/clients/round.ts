// A round with the generated clients, told as JSON: node round.ts URL TOKEN COUNTRY CALL
import { createClient, createConfig } from "./consultations_client/client/index.ts";
import { sendInput } from "./consultations_client/index.ts";
import type { NewInput, ProblemBody } from "./consultations_client/index.ts";
import { client as registry } from "./registry_client/client.gen.ts";
import { acceptChampion, championCountries } from "./registry_client/index.ts";
import type { AcceptChampionBody } from "./registry_client/index.ts";

declare const process: { argv: string[] };
const [url = "", token = "", country = "", call = ""] = process.argv.slice(2);

function sure<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

registry.setConfig({ baseUrl: `${url}/registry`, auth: token });
const evidence: AcceptChampionBody["evidence"] = { kind: "document", title: "Letter" };
const body: AcceptChampionBody = { evidence, since: "2020-03" };
const would = sure(await acceptChampion({ path: { country }, body, query: { preview: true } }));
const accepted = sure(await acceptChampion({ path: { country }, body }));
const after = [`${accepted.stream}@${accepted.version}`];
const champions = sure(await championCountries({ query: { after } })).champions;
const invalid = await acceptChampion({ path: { country }, body: { ...body, since: "March" } });
const unsigned = await acceptChampion({ path: { country }, body, auth: "not-a-token" });

const anybody = createClient(createConfig({ baseUrl: `${url}/consultations` }));
const said: NewInput = { group: "migrants", language: "en", consent: "unnamed", answers: { progress: "A little." } };
const taken = sure(await sendInput({ client: anybody, path: { key: call }, body: said }));
const unknown = await sendInput({ client: anybody, path: { key: "no-such-call" }, body: said });

function told(problem: ProblemBody | undefined): [number | undefined, string | undefined, string[]] {
  return [problem?.status, problem?.type, (problem?.errors ?? []).map(({ field }) => field)];
}

const { receipt } = taken.receipt;
console.log(
  JSON.stringify({
    would: "events" in would ? would.events.map(({ type }) => type) : [],
    since: champions.filter((one) => one.country === country).map(({ since }) => since),
    receipt: [receipt.call, receipt.verdict, receipt.example],
    author: taken.author !== "",
    problems: [invalid.error, unsigned.error, unknown.error].map(told),
  }),
);
