// Prints as JSON what Serverless Devs' own parser makes of each s.yaml named on
// the command line, for the command "deploy". The tests of golden/ run it with
// NODE_PATH set to a node_modules folder that has @serverless-devs/parse-spec.
const path = require('path');
const ParseSpec = require('@serverless-devs/parse-spec').default;

async function parse(file) {
  process.chdir(path.dirname(file)); // as "s deploy" is typed there
  const spec = new ParseSpec(file, { argv: ['deploy'], logger: quiet });
  const { yaml, steps, command } = await spec.start();
  const parsed = [];
  for (const { projectName, component, access, props, actions } of steps) {
    spec.record.projectName = projectName;
    parsed.push({ projectName, component, access, props, actions: spec.parseActions(actions, 'Project') });
  }
  return { use3x: yaml.use3x, appName: yaml.appName, command, steps: parsed };
}

// What the parser would say to a person goes to stderr: stdout is the JSON.
const quiet = new Proxy({}, { get: () => (...words) => console.error(...words) });

(async () => {
  const all = [];
  const files = process.argv.slice(2).map((file) => path.resolve(file));
  for (const file of files) {
    all.push(await parse(file));
  }
  process.stdout.write(JSON.stringify(all, null, 2) + '\n');
})().catch((err) => {
  console.error(err);
  process.exit(1);
});
