// Prints as JSON what Serverless Devs' own parser makes of s.yaml files, for the
// command "deploy". NODE_PATH is a node_modules folder that has
// @serverless-devs/parse-spec.
//
//   node parse-spec.js FILE...     each file, as typed in its folder
//   node parse-spec.js --cases     a list of cases, which comes from stdin
//
// A case is {file, dir, env, environment}: the variables env are added to the
// environment, and the folder dir is where "s" is typed. What is refused becomes
// {error}.
const fs = require('fs');
const path = require('path');
const dotenv = require('dotenv');
const { expand } = require('dotenv-expand');
const ParseSpec = require('@serverless-devs/parse-spec').default;

async function parse(file, environment) {
  const argv = environment ? ['deploy', '--env', environment] : ['deploy'];
  const spec = new ParseSpec(file, { argv, logger: quiet });
  const { yaml, steps, command } = await spec.start();
  const parsed = [];
  for (const { projectName, component, access, props, actions } of steps) {
    spec.record.projectName = projectName;
    parsed.push({ projectName, component, access, props, actions: spec.parseActions(actions, 'Project') });
  }
  return { use3x: yaml.use3x, appName: yaml.appName, command, steps: parsed };
}

async function parseCase({ file, dir, env, environment }) {
  const before = { ...process.env };
  process.chdir(dir);
  Object.assign(process.env, env);
  try {
    expand(dotenv.config({ path: path.join(process.cwd(), '.env') })); // as Serverless Devs begins
    return await parse(file, environment);
  } catch (err) {
    return { error: String(err.message) };
  } finally {
    for (const key of Object.keys(process.env)) {
      if (!(key in before)) delete process.env[key];
    }
    Object.assign(process.env, before);
  }
}

// What the parser would say to a person goes to stderr: stdout is the JSON.
const quiet = new Proxy({}, { get: () => (...words) => console.error(...words) });

(async () => {
  const all = [];
  const args = process.argv.slice(2);
  if (args[0] === '--cases') {
    for (const one of JSON.parse(fs.readFileSync(0, 'utf8'))) {
      all.push(await parseCase(one));
    }
  } else {
    for (const file of args.map((file) => path.resolve(file))) {
      process.chdir(path.dirname(file)); // as "s deploy" is typed there
      all.push(await parse(file));
    }
  }
  process.stdout.write(JSON.stringify(all, null, 2) + '\n');
})().catch((err) => {
  console.error(err);
  process.exit(1);
});
