// Patients (a JSON list) on standard input -> the grounds that CQL finds for each, and how long each took, in ms.
// Arguments: how many rounds over all of them to warm up, how many to time.
import { readFileSync } from "node:fs";
import cql from "cql-execution";
import {
  CqlTranslator,
  LibraryManager,
  ModelManager,
  createModelInfoProvider,
  stringAsSource,
} from "@cqframework/cql/cql-to-elm";

const beside = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

function translated(text) {
  const models = new ModelManager();
  const system = createModelInfoProvider((id) => (id === "System" ? stringAsSource(beside("system.xml")) : null));
  models.modelInfoLoader.registerModelInfoProvider(system);
  const elm = JSON.parse(CqlTranslator.fromText(text, new LibraryManager(models)).toJson());
  // The translator goes on after an error, with Null in place of what it did not understand.
  const errors = elm.library.annotation.filter((note) => note.errorSeverity === "error");
  if (errors.length) throw new Error(errors.map((error) => error.message).join("; "));
  return elm;
}

const nobody = { currentPatient: () => undefined, nextPatient: () => undefined };
const library = new cql.Library(translated(beside("tx3.cql")));
const executor = new cql.Executor(library);
const patients = JSON.parse(readFileSync(0, "utf8"));

async function grounds(patient) {
  const found = (await executor.withParameters(patient).exec(nobody)).unfilteredResults;
  return Object.fromEntries(Object.entries(found).filter(([name]) => name.startsWith("TX-")));
}

const answers = [];
for (const patient of patients) answers.push(await grounds(patient));
const [warmUp, rounds] = process.argv.slice(2).map(Number);
const times = [];
let before;
for (let round = 0; round < warmUp + rounds; round++) {
  if (round === warmUp) before = process.cpuUsage();
  for (const patient of patients) {
    const start = performance.now();
    await grounds(patient);
    if (round >= warmUp) times.push(performance.now() - start);
  }
}
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ answers, times, cpu: (user + system) / 1000 }));
