package fc

import (
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

const good = `edition: 3.0.0
name: demo
access: default
vars:
  region: cn-hangzhou
resources:
  demo:
    component: fc3
    props:
      region: ${vars.region}
      functionName: demo
      runtime: custom.debian11
      code: ./dist
      cpu: 0.35
      memorySize: 512
      diskSize: 512
      timeout: 60
      environmentVariables:
        LEVEL: info
      customRuntimeConfig:
        command: ["/code/bootstrap"]
        port: 9000
      instanceLifecycleConfig:
        initializer:
          handler: "initialize"
          timeout: 30
      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig:
            authType: anonymous
            methods: [GET, POST]
  domain:
    component: fc3-domain
    props:
      domainName: auto
`

func TestLintAcceptsAGoodFile(t *testing.T) {
	t.Parallel()
	for _, f := range LintSYAML([]byte(good)) {
		t.Errorf("found %v", f)
	}
}

// Each case changes one thing in the good file and breaks one rule with it.
func TestLintFinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, to, want string }{
		{"another edition", "edition: 3.0.0", "edition: 1.0.0", `line 1: edition: "1.0.0" is not 3.0.0`},
		{"misspelt key", "memorySize: 512", "memorysize: 512", `line 15: resources.demo.props.memorysize: unknown key; did you mean "memorySize"?`},
		{"unknown key at the top", "access: default", "acces: default", `unknown key; did you mean "access"?`},
		{"a key twice", "timeout: 60", "timeout: 60\n      timeout: 61", "timeout: it stands here twice"},
		{"text for a number", "timeout: 60", `timeout: "60"`, `"60" is not a whole number`},
		{"number for a text", "LEVEL: info", "LEVEL: 1", `LEVEL: "1" is not a string: write "1", with the quotes`},
		{"boolean handler", `handler: "initialize"`, "handler: true", `"true" is not a string: write "true", with the quotes`},
		{"two triggers of a name", "      triggers:\n", "      triggers:\n        - {triggerName: http, triggerType: oss, triggerConfig: {}}\n", `there are two triggers named "http"`},
		{"two HTTP triggers", "      triggers:\n", "      triggers:\n        - {triggerName: web, triggerType: http, triggerConfig: {authType: anonymous, methods: [GET]}}\n", "there is an HTTP trigger for LATEST already"},
		{"a health check of no path", "        port: 9000\n", "        port: 9000\n        healthCheckConfig: {httpGetUrl: health}\n", "no path of at most 2048 characters that begins with /"},
		{"a pre-stop by command", `        initializer:`, "        preStop: {command: [a]}\n        initializer:", "only the initializer may have one: a pre-stop is a call"},
		{"no handler", `handler: "initialize"`, "command: []\n          timeout: 3", "it stands here twice"},
		{"both handler and command", `handler: "initialize"`, "handler: x\n          command: [a]", "handler and command exclude each other"},
		{"hook that does not exist", "initializer:", "preFreeze:", "preFreeze: unknown key"},
		{"timeout of nothing", "timeout: 30", "timeout: 0", "0 is outside 1"},
		{"a runtime that is no custom one", "custom.debian11", "go1", `"go1" is none of`},
		{"bad ratio", "cpu: 0.35", "cpu: 4", "outside the ratio"},
		{"cpu between steps", "cpu: 0.35", "cpu: 0.33", "not a multiple"},
		{"no cpu", "      cpu: 0.35\n", "", "props.cpu: it is missing"},
		{"cpu alone", "      memorySize: 512\n      diskSize: 512\n", "", "props.memorySize: it is missing"},
		{"retries", "timeout: 60", "timeout: 60\n      asyncInvokeConfig: {maxAsyncRetryAttempts: 99}", "maxAsyncRetryAttempts: 99 is outside 0 to 8"},
		{"age of async calls", "timeout: 60", "timeout: 60\n      asyncInvokeConfig: {maxAsyncEventAgeInSeconds: 604801}", "604801 is outside 1 to 604800"},
		{"a misspelt key of the affinity", "timeout: 60", "timeout: 60\n      sessionAffinityConfig: {sessionTTLInSecond: 5}", `unknown key; did you mean "sessionTTLInSeconds"?`},
		{"too many sessions", "timeout: 60", "timeout: 60\n      sessionAffinityConfig: {sessionConcurrencyPerInstance: 201}", "201 is outside 1 to 200"},
		{"isolation of a small one", "timeout: 60", "timeout: 60\n      instanceIsolationMode: SESSION_EXCLUSIVE", "SESSION_EXCLUSIVE needs 2 vCPU or more, and cpu is 0.35"},
		{"the platform's header", "timeout: 60", "timeout: 60\n      sessionAffinityConfig: {affinityHeaderFieldName: x-fc-session}", "is no name for it"},
		{"header without a name", "timeout: 60", "timeout: 60\n      sessionAffinity: HEADER_FIELD", "HEADER_FIELD needs it"},
		{"disk between sizes", "diskSize: 512", "diskSize: 1024", "neither 512 nor 10240"},
		{"port out of range", "port: 9000", "port: 70000", "70000 is outside 1 to 65535"},
		{"bad name", "functionName: demo", "functionName: 1demo", "letters, digits"},
		{"no code", "      code: ./dist\n", "", "the runtime custom.debian11 needs it"},
		{"no image", "custom.debian11", "custom-container", "customContainerConfig: the runtime custom-container needs it"},
		{"command as a string", `command: ["/code/bootstrap"]`, "command: /code/bootstrap", `is not a list`},
		{"no methods", "            methods: [GET, POST]\n", "", "methods: it is missing"},
		{"unknown method", "[GET, POST]", "[GET, CONNECT]", `methods[1]: "CONNECT" is none of`},
		{"unknown trigger", "triggerType: http", "triggerType: https", `"https" is none of`},
		{"two documents", "edition: 3.0.0", "edition: 3.0.0\n---\na: 1", "more than one document"},
		{"no YAML", "edition: 3.0.0", "edition: [", "it is not YAML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			changed := strings.Replace(good, c.from, c.to, 1)
			if changed == good {
				t.Fatalf("the good file has no %q", c.from)
			}
			err := CheckSYAML([]byte(changed))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestLintWarns(t *testing.T) {
	t.Parallel()
	long := strings.Replace(good, "timeout: 30", "timeout: 301", 1)
	found := LintSYAML([]byte(long))
	if len(found) != 1 || !found[0].Warning || !strings.Contains(found[0].Message, QuotaPage) {
		t.Errorf("a timeout above the quota: got %v, want one warning that names the quota page", found)
	}
	if err := CheckSYAML([]byte(long)); err != nil {
		t.Errorf("a warning is no error, got %v", err)
	}
	web, _, _ := strings.Cut(good, "      triggers:\n")
	checked := strings.Replace(web, "        port: 9000\n", "        port: 9000\n        healthCheckConfig: {httpGetUrl: /}\n", 1)
	found = LintSYAML([]byte(checked))
	if len(found) != 1 || !found[0].Warning || !strings.Contains(found[0].Message, "only web functions") {
		t.Errorf("a health check of an event function: got %v, want one warning", found)
	}
}

func manyTriggers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("        - {triggerName: x" + itoa(i) + ", triggerType: oss, triggerConfig: {}}\n")
	}
	return b.String()
}

// What the API's model has is known, and so are values that may be newer.
func TestLintKnowsTheAPI(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, to, want string }{
		{"delayed release", "timeout: 60", "timeout: 60\n      idleTimeout: 300", ""},
		{"no credentials", "timeout: 60", "timeout: 60\n      disableInjectCredentials: All", ""},
		{"six layers", "      timeout: 60\n", "      timeout: 60\n      layers: [a, b, c, d, e, f]\n", "6 layers are above the platform's limit of 5"},
		{"many triggers", "      triggers:\n", "      triggers:\n" + manyTriggers(50), "51 triggers are above the platform's limit of 50"},
		{"an initializer by command", "          handler: \"initialize\"\n", "          command: [a]\n", "only GPU functions run a command"},
		{"a health check", "        port: 9000\n", "        port: 9000\n        healthCheckConfig: {httpGetUrl: /}\n", ""},
		{"no instances on demand", "timeout: 60", "timeout: 60\n      disableOndemand: true", ""},
		{"PolarFS", "timeout: 60", "timeout: 60\n      polarFsConfig: {userId: 1}", ""},
		{"CORS", "methods: [GET, POST]", "methods: [GET, OPTIONS]\n            corsConfig: {allowOrigins: ['*'], maxAge: 5}", ""},
		{"neither cpu nor memory nor disk", "      cpu: 0.35\n      memorySize: 512\n      diskSize: 512\n", "", ""},
		{"512 MB alone", "      cpu: 0.35\n      memorySize: 512\n      diskSize: 512\n", "      memorySize: 512\n", ""},
		{"no name", "name: demo\naccess", "access", ""},
		{"an environment's file", "access: default", "env: env.yaml", ""},
		{"CORS without OPTIONS", "methods: [GET, POST]", "methods: [GET]\n            corsConfig: {allowOrigins: ['*']}", "OPTIONS is missing"},
		{"a new region", "region: ${vars.region}", "region: mars-1", `"mars-1" is none that fcgen knows (of ` + FactsDate() + ")"},
		{"a closed region", "region: ${vars.region}", "region: ap-south-1", "ap-south-1 is not in the platform's list"},
		{"a new kind of login", "authType: anonymous", "authType: basic", `"basic" is none that fcgen knows`},
		{"a new kind of affinity", "timeout: 60", "timeout: 60\n      sessionAffinity: HEADER_FIELDS\n      sessionAffinityConfig: {}", `did you mean "HEADER_FIELD"?`},
		{"concurrency with affinity", "timeout: 60", "timeout: 60\n      sessionAffinity: GENERATED_COOKIE\n      instanceConcurrency: 5", "the platform makes it 200"},
		{"a preview elsewhere", "region: ${vars.region}\n      functionName: demo\n      runtime: custom.debian11", "region: eu-west-1\n      functionName: demo\n      runtime: custom.debian12", "custom.debian12 is a preview that eu-west-1 does not have"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			changed := strings.Replace(good, c.from, c.to, 1)
			if changed == good {
				t.Fatalf("the good file has no %q", c.from)
			}
			found := LintSYAML([]byte(changed))
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("got %v", found)
			case c.want != "" && (len(found) != 1 || !found[0].Warning || !strings.Contains(found[0].Message, c.want)):
				t.Errorf("got %v, want a warning with %q", found, c.want)
			}
		})
	}
	container := strings.NewReplacer("${vars.region}", "cn-qingdao", "custom.debian11", "custom-container", "      code: ./dist\n", "").Replace(good)
	for image, want := range map[string]string{
		"registry.cn-qingdao.aliyuncs.com/a/b:v1":         "",
		"my-registry-vpc.cn-qingdao.cr.aliyuncs.com/a/b":  "",
		"crpi-x1.cn-qingdao.personal.cr.aliyuncs.com/a/b": "",
		"registry.cn-hangzhou.aliyuncs.com/a/b:v1":        "the image is in cn-hangzhou, and the function in cn-qingdao",
		"nginx:1":     "the image comes from Docker Hub",
		"ghcr.io/a/b": "the image comes from ghcr.io",
	} {
		found := LintSYAML([]byte(strings.Replace(container, "customRuntimeConfig:\n        command: [\"/code/bootstrap\"]", "customContainerConfig:\n        image: "+image, 1)))
		var said []string
		for _, f := range found {
			said = append(said, f.Message)
		}
		text := strings.Join(said, "\n")
		if !strings.Contains(text, "cn-qingdao has no custom containers") || !strings.Contains(text, want) || (want == "") != (len(found) == 1) {
			t.Errorf("%s: got %q, want %q", image, text, want)
		}
	}
}

func FuzzLintSYAML(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("resources: &r {x: {component: fc3, props: *r}}"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, found := range LintSYAML(data) {
			// A message may quote the file, so "%!" alone tells nothing.
			if found.Message == "" || strings.Contains(found.Message, "(MISSING)") || strings.Contains(found.Message, "%!(EXTRA ") {
				t.Errorf("finding without a message: %#v", found)
			}
		}
	})
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"echo", "gin", "nethttp"}
	for word, want := range map[string]string{
		"gim": "gin", "gni": "gin", "ech": "echo", "nethtp": "nethttp", "GIN": "gin", "fiber": "", "": "", "g": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

// What an unknown runtime starts is not known, so only its name is found.
func TestLintFindsNothingElseInAnUnknownRuntime(t *testing.T) {
	t.Parallel()
	findings := LintSYAML([]byte(strings.Replace(good, "custom.debian11", "custom.debian99", 1)))
	if len(findings) != 1 || !strings.Contains(findings[0].Message, `"custom.debian99" is none of`) {
		t.Errorf("got %v, want the runtime alone", findings)
	}
}
