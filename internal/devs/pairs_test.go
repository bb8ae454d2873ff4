package devs

import (
	"fmt"
	"slices"
	"strings"
)

// feature is one thing that an s.yaml can use, as lines for each part of one.
type feature struct {
	name     string
	top      string            // lines of the top level
	vars     string            // lines under vars
	resource string            // lines of the resource, beside props
	props    string            // lines under props
	env      string            // lines under environmentVariables
	files    map[string]string // beside s.yaml
	set      map[string]string // variables of the environment
	named    string            // the environment of env.yaml
}

func features() []feature {
	return []feature{
		{name: "env", env: "ONE: ${env('ONE')}\nBARE: ${env(ONE)}", set: map[string]string{"ONE": "1"}},
		{name: "env-default", env: "TWO: ${env('TWO', 'two')}\nMIXED: a-${env(\"TWO\", \"b\")}-c", set: map[string]string{"TWO": "2"}},
		{name: "env-number", props: "timeout: ${env('TMO', 30)}", set: map[string]string{"TMO": "40"}},
		{name: "vars", vars: "n: 30\nt: \"30\"\nb: true\nl: [x, 2]\nm: {k: 1.5}", props: "cpu: ${vars.n}\nmemorySize: ${vars.t}\ninternetAccess: ${vars.b}\nlayers: ${vars.l}\ntracingConfig: ${vars.m}",
			env: "INSIDE: ${vars.n}/${vars.b}/${vars.l}/${vars.m}"},
		{name: "nested", vars: "inner: deep\nouter: ${vars.inner}-x\nouter2: ${vars.outer}-y", env: "OUTER: ${vars.outer}\nOUTER2: ${vars.outer2}"},
		{name: "json-env", props: "diskSize: ${json(env('DISK', '512'))}", set: map[string]string{"DISK": "10240"}},
		{name: "json-file", props: "vpcConfig: ${json(file('./vpc.json'))}", files: map[string]string{"vpc.json": `{"vpcId": "vpc-1", "ids": ["a", null, 3], "deep": {"on": true}}`}},
		{name: "file", env: "NAME: ${file('name.txt')}", files: map[string]string{"name.txt": "from a file\n"}},
		{name: "config", env: "ACCOUNT: ${config('AccountID')}\nROLE: acs:ram::${config(\"AccountID\")}:role/x"},
		{name: "this", env: "REGION: ${this.props.region}\nID: ${this.name}\nOF: ${this.component}"},
		{name: "later", top: "# the resource z is behind", env: "THEIRS: ${resources.z.props.functionName}"},
		{name: "output", env: "URL: ${resources.z.output.url}"},
		{name: "template", top: "template:\n  common:\n    memorySize: 1024\n    customRuntimeConfig: {port: 8080, command: [a, b]}\n    environmentVariables: {ONE: t, FROM: ${vars.shared}}", vars: "shared: all",
			resource: "extend:\n  name: common", props: "customRuntimeConfig: {command: [c]}"},
		{name: "ignore", top: "template:\n  base: {memorySize: 2048, role: r, logConfig: {project: p, logstore: l}}", resource: "extend:\n  name: base\n  ignore: [role, logConfig.project]"},
		{name: "extend", top: "extend: ./base.yaml", files: map[string]string{"base.yaml": "edition: 3.0.0\nvars: {based: \"on\", n: 31}\nresources:\n  a: {component: fc3, props: {description: ${vars.based}, environmentVariables: {BASE: 1}}}\n  extra: {component: fc3, props: {functionName: extra}}\n"}},
		{name: "dotenv", env: "FILED: ${env('FILED')}", files: map[string]string{".env": "FILED=from-$OTHER\nOTHER='o'\nTWO=file\n"}},
		{name: "dotenv-code", props: "code: ./code", env: "CODED: ${env('CODED')}", files: map[string]string{"code/.env": "export CODED=\"a\\nb\" # c\nTWO=code\n"}},
		{name: "merge", top: "x-all: &all {region: cn-beijing, memorySize: 128}", props: "<<: *all"},
		{name: "null", props: "description:\nhandler: ~\nnasConfig: {a: null, b: [1, null]}"},
		{name: "functions", vars: "word: wörd", env: "B64: ${base64('wörd')}\nSTR: ${str('vars.word')}", props: "tags: \"${yaml('[a, {b: 1}]')}\""},
		{name: "overlay", top: "env: env.yaml", named: "prod", files: map[string]string{"env.yaml": "environments:\n  - name: prod\n    region: cn-hongkong\n    overlays:\n      components: {fc3: {memorySize: 4096, description: \"in ${this.region}\"}}\n      resources: {a: {environmentVariables: {STAGE: prod}}}\n    infraStack: {region: ap-southeast-1}\n"}},
		{name: "component", vars: "of: fc3", resource: "component: ${vars.of}"},
	}
}

// pairs are the cases that use each feature alone and with each other, and
// again without the variables that they need.
func pairs() []corpusCase {
	var all []corpusCase
	list := features()
	for i := range list {
		for j := i; j < len(list); j++ {
			together := []feature{list[i]}
			if j > i {
				together = append(together, list[j])
			}
			c := combine(together)
			all = append(all, c)
			if len(c.set) > 0 {
				c.name += "-unset"
				c.set = nil
				all = append(all, c)
			}
		}
	}
	return all
}

func combine(list []feature) corpusCase {
	c := corpusCase{set: map[string]string{}, files: map[string]string{}, file: "s.yaml"}
	var names []string
	var top, vars, resource, props, env string
	add := func(part *string, lines, indent string) {
		for line := range strings.Lines(lines) {
			*part += indent + strings.TrimSuffix(line, "\n") + "\n"
		}
	}
	for _, f := range list {
		names = append(names, f.name)
		if strings.HasPrefix(f.top, "template:") && strings.Contains(top, "template:") {
			f.top = strings.TrimPrefix(f.top, "template:\n") // both under one key
		}
		add(&top, f.top, "")
		add(&vars, f.vars, "  ")
		if !strings.HasPrefix(f.resource, "extend:") || !strings.Contains(resource, "extend:") {
			add(&resource, f.resource, "    ")
		}
		add(&props, f.props, "      ")
		add(&env, f.env, "        ")
		for name, data := range f.files {
			c.files[name] = data
		}
		for name, value := range f.set {
			c.set[name] = value
		}
		if f.named != "" {
			c.environment = f.named
		}
	}
	if !strings.Contains(resource, "component:") {
		resource = "    component: fc3\n" + resource
	}
	if vars != "" {
		vars = "vars:\n" + vars
	}
	if env != "" {
		env = "      environmentVariables:\n" + env
	}
	c.name = "pair/" + strings.Join(names, "+")
	region := "      region: cn-hangzhou\n"
	if slices.Contains(names, "merge") {
		region = ""
	}
	c.files["s.yaml"] = fmt.Sprintf("edition: 3.0.0\nname: demo\naccess: default\n%s%sresources:\n  a:\n%s    props:\n%s      functionName: a\n%s%s  z:\n    component: fc3\n    props: {functionName: \"${vars.n}-z\"}\n",
		vars, top, resource, region, props, env)
	if !strings.Contains(vars, "  n:") {
		c.files["s.yaml"] = strings.Replace(c.files["s.yaml"], "${vars.n}-z", "z", 1)
	}
	return c
}
