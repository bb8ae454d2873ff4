package conformance

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/served"
)

const goodSYAML = `edition: 3.0.0
name: demo
access: default
resources:
  demo:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: demo
      runtime: custom.debian11
      code: ./dist
      cpu: 0.35
      memorySize: 512
      diskSize: 512
      timeout: 60
      instanceLifecycleConfig:
        initializer: {handler: "initialize", timeout: 30}
        preStop: {handler: "pre-stop", timeout: 30}
      customRuntimeConfig:
        command: ["/code/bootstrap"]
        port: 9000
      logConfig: auto
`

const goodMain = `package main

import "net/http"

func main() {
	http.HandleFunc("POST /initialize", hook)
	http.HandleFunc("GET /pre-stop", hook)
	if err := http.ListenAndServe(":9000", nil); err != nil {
		panic(err)
	}
}

func hook(http.ResponseWriter, *http.Request) {}
`

const goodDockerfile = `# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
COPY . .
RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -o /out/bootstrap .
FROM scratch
COPY --from=build /out/bootstrap /bootstrap
USER 65532:65532
EXPOSE 9000
ENTRYPOINT ["/bootstrap"]
`

// good is a project that every static rule is content with.
func good() map[string]string {
	return map[string]string{
		"s.yaml": goodSYAML, "main.go": goodMain, "Dockerfile": goodDockerfile, "go.mod": "module demo\n", "dist/bootstrap": "#!/bin/sh\nexec true\n",
	}
}

// containerSYAML is goodSYAML for an image.
func containerSYAML() string {
	r := strings.NewReplacer("custom.debian11", "custom-container", "      code: ./dist\n", "", "customRuntimeConfig", "customContainerConfig",
		`command: ["/code/bootstrap"]`, "image: registry.cn-hangzhou.aliyuncs.com/a/b:v1")
	return r.Replace(goodSYAML)
}

// project writes files to a folder of its own.
func writeProject(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// staticDriver is a driver for a folder that starts nothing.
func staticDriver(t *testing.T, dir string) *driver {
	t.Helper()
	f, err := manifest.Load(t.Context(), dir, manifest.Choice{})
	if err != nil {
		f = manifest.Function{File: filepath.Join(dir, "s.yaml")}
	}
	d, err := newDriver(t.Context(), Config{Dir: dir, Function: f})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func staticCases() []Case { return slices.Concat(configCases(), variableCases(), imageCases()) }

func TestStaticGood(t *testing.T) {
	t.Parallel()
	d := staticDriver(t, writeProject(t, good()))
	for _, c := range staticCases() {
		if r := d.runOne(context.Background(), c); r.Verdict != Pass || r.Got == "" {
			t.Errorf("%s: %s, got %q, because %q", c.ID, r.Verdict, r.Got, r.Reason)
		}
	}
}

func TestStaticGoldens(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../../golden/*/s.yaml")
	if err != nil || len(dirs) < 10 {
		t.Fatalf("goldens: %v, %v", dirs, err)
	}
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			d := staticDriver(t, dir)
			for _, c := range staticCases() {
				r := d.runOne(context.Background(), c)
				unbuilt := r.Verdict == Skip && c.ID == "CFG/11" && strings.Contains(r.Reason, "is not there yet")
				if r.Verdict != Pass && !unbuilt {
					t.Errorf("%s: %s, got %q, because %q", c.ID, r.Verdict, r.Got, r.Reason)
				}
			}
		})
	}
}

// edit is a project with a replacement in one of its files.
type edit struct{ file, old, new string }

func TestStaticFindings(t *testing.T) {
	t.Parallel()
	var (
		container = edit{"s.yaml", goodSYAML, containerSYAML()}
		python    = []edit{{"main.go", "", ""}, {"go.mod", "", ""}}
	)
	tests := []struct {
		name  string
		edits []edit
		// what must be found, and nothing else: the case, its verdict, the line and some words
		id      string
		verdict Verdict
		line    int
		words   string
		also    []string // cases that follow from the same fault
	}{
		{"handler true", []edit{{"s.yaml", `"initialize"`, "true"}}, "CFG/1", Fail, 17, `initializer.handler: "true" is not a string: write "true", with the quotes`, nil},
		{"handler and command", []edit{{"s.yaml", `{handler: "pre-stop", timeout: 30}`, `{handler: "pre-stop", command: [a]}`}}, "CFG/1", Fail, 18, "exclude each other", nil},
		{"timeout of nothing", []edit{{"s.yaml", `"pre-stop", timeout: 30`, `"pre-stop", timeout: 0`}}, "CFG/1", Fail, 18, "0 is outside", nil},
		{"another port", []edit{{"s.yaml", "port: 9000", "port: 9001"}}, "CFG/2", Warn, 8, `the code listens on ":9000", s.yaml says port 9001`, []string{"IMG/3"}},
		{"loopback", []edit{{"main.go", `":9000"`, `"127.0.0.1:9000"`}}, "CFG/2", Warn, 8, "where the platform does not come in", nil},
		{"a command that is not there", []edit{{"s.yaml", "/code/bootstrap", "/code/server"}}, "CFG/2", Warn, 20, "the start command names /code/server, and there is no", nil},
		{"both", []edit{{"s.yaml", "/code/bootstrap", "/code/server"}, {"main.go", ":9000", ":80"}}, "CFG/2", Warn, 8, "dist/server", nil},
		{"cpu and memory", []edit{{"s.yaml", "cpu: 0.35", "cpu: 4"}}, "CFG/3", Fail, 12, "outside the ratio", nil},
		{"timeout too long", []edit{{"s.yaml", "timeout: 60", "timeout: 90000"}}, "CFG/3", Fail, 15, "timeout: 90000 is outside", nil},
		{"a variable that is a number", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {PIN: 19790605081}\n"}}, "CFG/3", Fail, 16, "environmentVariables.PIN: its value is no string: write it between quotes", nil},
		{"no YAML", []edit{{"s.yaml", "edition: 3.0.0", "edition: [3.0.0"}}, "CFG/3", Fail, 1, "it is not YAML", nil},
		{"a variable without a value", []edit{{"s.yaml", "port: 9000", "port: ${vars.port}"}}, "CFG/3", Fail, 21, "customRuntimeConfig.port: ${vars.port} not found: add vars to the file", []string{"CFG/12"}},
		{"a string for a number", []edit{{"s.yaml", "timeout: 60", "timeout: \"60\""}}, "CFG/3", Fail, 15, "timeout: \"60\" is not a whole number: write 60, without the quotes", nil},
		{"a number of the environment's", []edit{{"s.yaml", "timeout: 60", "timeout: ${env('TMO', '60')}"}}, "CFG/3", Fail, 15, "write ${json(env('TMO', '60'))}", nil},
		{"a variable of JavaScript", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {A: \"${env.FOO}\"}\n"}}, "CFG/12", Fail, 16, "environmentVariables.A: ${env.FOO} not found: write ${env('FOO')}", nil},
		{"a variable that is not set", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {A: \"${env('FOO')}\"}\n"}}, "CFG/13", Warn, 16, "env('FOO') not found: set it, write it into a file .env", nil},
		{"a password", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {DB_PASSWORD: correct-horse-battery}\n"}}, "CFG/15", Warn, 16, "environmentVariables.DB_PASSWORD: what looks like a credential stands here for all to read: write ${env('DB_PASSWORD')}", nil},
		{"a password of an address", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {DATABASE: \"mysql://root:hunter2hunter2@db/x\"}\n"}}, "CFG/15", Warn, 16, "environmentVariables.DATABASE: what looks like", nil},
		{"a token", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {A: ghp_0123456789abcdefghijklmnopqrstuvwxyz}\n"}}, "CFG/15", Warn, 16, "environmentVariables.A: what looks like", nil},
		{"a password under vars", []edit{{"s.yaml", "edition: 3.0.0", "edition: 3.0.0\nvars: {pw: correct-horse-battery}"}, {"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {DB_PASSWORD: \"${vars.pw}\"}\n"}}, "CFG/15", Warn, 17, "DB_PASSWORD", nil},
		{"the platform's region", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      description: \"${env('FC_REGION', 'cn-hangzhou')}\"\n"}}, "CFG/16", Warn, 16, "description reads FC_REGION from the environment", nil},
		{"no log", []edit{{"s.yaml", "      logConfig: auto\n", ""}}, "CFG/17", Warn, 9, "logConfig is missing: no log is kept, and s logs has none to show", nil},
		{"pages on the platform's domain", []edit{{"s.yaml", "      logConfig: auto\n", "      logConfig: auto\n      triggers: [{triggerName: web, triggerType: http, triggerConfig: {authType: anonymous, methods: [GET]}}]\n"}, {"web/index.html", "", "<p>"}}, "CFG/18", Warn, 23, "web/index.html", nil},
		{"attestations", []edit{container, {"Dockerfile", "FROM scratch", "FROM --platform=linux/amd64 scratch"}, {"Makefile", "", "image:\n\tdocker build \\\n\t  -t x .\n"}}, "IMG/10", Warn, 2, "docker build without --provenance=false", nil},
		{"a closed region", []edit{{"s.yaml", "region: cn-hangzhou", "region: ap-south-1"}}, "CFG/5", Warn, 8, "ap-south-1 is not in the platform's list of regions that are open", nil},
		{"debian12 elsewhere", []edit{{"s.yaml", "region: cn-hangzhou", "region: eu-west-1"}, {"s.yaml", "custom.debian11", "custom.debian12"}}, "CFG/5", Warn, 10, "custom.debian12 is a preview", nil},
		{"a container where there is none", []edit{container, {"s.yaml", "region: cn-hangzhou", "region: cn-qingdao"}}, "CFG/5", Warn, 10, "cn-qingdao has no custom containers", []string{"IMG/2"}},
		{"too many tries", []edit{{"s.yaml", "timeout: 60", "timeout: 60\n      asyncInvokeConfig: {maxAsyncRetryAttempts: 99}"}}, "CFG/3", Fail, 16, "99 is outside 0 to 8", nil},
		{"isolation of a small one", []edit{{"s.yaml", "timeout: 60", "timeout: 60\n      instanceIsolationMode: SESSION_EXCLUSIVE"}}, "CFG/3", Fail, 16, "needs 2 vCPU", nil},
		{"a misspelt affinity", []edit{{"s.yaml", "timeout: 60", "timeout: 60\n      sessionAffinity: HEADER_FIELDS"}}, "CFG/5", Warn, 16, "did you mean \"HEADER_FIELD\"?", nil},
		{"a misspelt key of the affinity", []edit{{"s.yaml", "timeout: 60", "timeout: 60\n      sessionAffinityConfig: {sessionTTLInSecond: 60}"}}, "CFG/4", Warn, 16, "did you mean \"sessionTTLInSeconds\"?", nil},
		{"a template that is not there", []edit{{"s.yaml", "    props:", "    extend: {name: common}\n    props:"}}, "CFG/14", Warn, 7, "there is no template common", nil},
		{"an unknown key", []edit{{"s.yaml", "memorySize: 512", "memorySize: 512\n      memorysize: 512"}}, "CFG/4", Warn, 14, `memorysize: unknown key; did you mean "memorySize"?`, nil},
		{"a long pre-stop", []edit{{"s.yaml", `"pre-stop", timeout: 30`, `"pre-stop", timeout: 91`}}, "CFG/5", Warn, 18, "91 seconds are above the platform's limit of 90", nil},
		{"no route", []edit{{"main.go", `"GET /pre-stop"`, `"/other"`}}, "CFG/6", Warn, 18, "preStop is configured, and nothing that is served at the function's port answers /pre-stop", nil},
		{"not configured", []edit{{"s.yaml", "        preStop: {handler: \"pre-stop\", timeout: 30}\n", ""}}, "CFG/7", Warn, 7, "the platform never calls it", nil},
		{"not configured, Python", append(python, edit{"app.py", "", "@app.get('/pre-stop')\n@app.post('/initialize')\n"}, edit{"s.yaml", "        preStop: {handler: \"pre-stop\", timeout: 30}\n", ""}), "CFG/7", Warn, 1, "app.py", []string{"CFG/8"}},
		{"idle timeout", []edit{{"main.go", "http.ListenAndServe(\":9000\", nil)", "(&http.Server{Addr: \":9000\", IdleTimeout: 5 * time.Minute}).ListenAndServe()"}, {"main.go", `import "net/http"`, `import ("net/http"; "time")`}}, "CFG/8", Warn, 8, "IdleTimeout is 5m0s", nil},
		{"read timeout by assignment", []edit{{"main.go", "if err := http.ListenAndServe(\":9000\", nil)", "s := &http.Server{Addr: \":9000\"}; s.ReadTimeout = 10 * time.Second\n\tif err := s.ListenAndServe()"}, {"main.go", `import "net/http"`, `import ("net/http"; "time")`}}, "CFG/8", Warn, 8, "ReadTimeout is 10s", nil},
		{"read timeout by variable", []edit{{"main.go", "if err := http.ListenAndServe(\":9000\", nil)", "s := &http.Server{Addr: \":9000\", ReadTimeout: limit * time.Second}\n\tif err := s.ListenAndServe()"}, {"main.go", "func main", "var limit time.Duration = 10\n\nfunc main"}, {"main.go", `import "net/http"`, `import ("net/http"; "time")`}}, "CFG/8", Warn, 10, "ReadTimeout is 10s", nil},
		{"no kept connections", []edit{{"main.go", "if err := http.ListenAndServe(\":9000\", nil)", "s := &http.Server{Addr: \":9000\"}; s.SetKeepAlivesEnabled(false)\n\tif err := s.ListenAndServe()"}}, "CFG/8", Warn, 8, "SetKeepAlivesEnabled(false)", nil},
		{"hooks on another server", []edit{{"main.go", "if err :=", "own := http.NewServeMux(); own.HandleFunc(\"/\", hook); go http.ListenAndServe(\":8000\", nil)\n\tif err :="}, {"main.go", "(\":9000\", nil)", "(\":9000\", own)"}}, "CFG/6", Warn, 17, "nothing that is served at the function's port answers /initialize", nil},
		{"a variable of the platform's", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {FC_NAME: a, NAME: b}\n"}}, "CFG/9", Fail, 16, "FC_NAME: names that begin with FC_", nil},
		{"variables without end", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {NAME: " + strings.Repeat("x", 5000) + "}\n"}}, "CFG/9", Fail, 16, "5004 bytes together, at most 4096", nil},
		{"an access key", []edit{{"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {KEY: LTAI" + "5tAbCdEfGhIjKlMnOp}\n"}}, "CFG/10", Warn, 16, "an access key id stands here", nil},

		{"an image for arm64", []edit{{"Dockerfile", "FROM scratch", "FROM --platform=linux/arm64 scratch"}}, "IMG/1", Fail, 5, "linux/arm64", nil},
		{"an image for the builder", []edit{{"Dockerfile", "FROM scratch", "FROM --platform=$BUILDPLATFORM scratch"}}, "IMG/1", Fail, 5, "only build stages", nil},
		{"a program for arm64", []edit{{"Dockerfile", "GOARCH=amd64", "GOARCH=arm64"}}, "IMG/1", Fail, 4, "the program is built for arm64", nil},
		{"a platform by argument", []edit{{"Dockerfile", "FROM scratch", "FROM --platform=$P scratch"}, {"Dockerfile", "FROM --platform=$BUILD", "ARG P=linux/arm64\nFROM --platform=$BUILD"}}, "IMG/1", Fail, 6, "linux/arm64", nil},
		{"nothing names the platform", []edit{container}, "IMG/2", Warn, 5, "nothing names the platform", nil},
		{"another EXPOSE", []edit{{"Dockerfile", "EXPOSE 9000", "EXPOSE 8080/tcp"}}, "IMG/3", Warn, 8, "EXPOSE 8080, and s.yaml says port 9000", nil},
		{"no EXPOSE", []edit{{"Dockerfile", "EXPOSE 9000\n", ""}}, "IMG/3", Warn, 5, "it has no EXPOSE", nil},
		{"loopback by variable", []edit{{"Dockerfile", "USER", "ENV HOST=127.0.0.1 DB_HOST=localhost\nUSER"}}, "IMG/4", Warn, 7, "HOST is 127.0.0.1", nil},
		{"loopback by option", []edit{{"Dockerfile", `["/bootstrap"]`, `["gunicorn", "-b", "127.0.0.1:9000", "app"]`}}, "IMG/4", Warn, 9, "-b 127.0.0.1:9000", nil},
		{"loopback by option of one word", []edit{{"Dockerfile", `["/bootstrap"]`, `["uvicorn", "--host=localhost"]`}}, "IMG/4", Warn, 9, "--host localhost", nil},
		{"nothing starts", []edit{{"Dockerfile", "ENTRYPOINT [\"/bootstrap\"]\n", ""}}, "IMG/5", Fail, 5, "neither CMD nor ENTRYPOINT", nil},
		{"a shell that is not there", []edit{{"Dockerfile", `ENTRYPOINT ["/bootstrap"]`, "CMD /bootstrap"}}, "IMG/5", Fail, 9, "needs /bin/sh", nil},
		{"a secret in ENV", []edit{{"Dockerfile", "USER", "ENV DB_PASSWORD hunter2\nUSER"}}, "IMG/6", Warn, 7, "ENV DB_PASSWORD has a value", nil},
		{"a key file", []edit{{"Dockerfile", "USER", "COPY certs/server.key /\nUSER"}}, "IMG/6", Warn, 7, "COPY brings certs/server.key", nil},
		{".env comes along", []edit{{".env", "", "A=b"}, {"Dockerfile", "USER", "COPY . /app\nUSER"}}, "IMG/6", Warn, 7, ".dockerignore does not name it", nil},
		{"the whole toolchain", []edit{{"Dockerfile", "FROM scratch", "FROM build"}}, "IMG/7", Warn, 2, "golang:1.26", []string{"IMG/1"}},
		{"tidy in the build", []edit{{"Dockerfile", "RUN CGO", "RUN go  mod \\\n  tidy && CGO"}}, "IMG/8", Warn, 4, "go mod tidy in the build", nil},
		{"root", []edit{{"Dockerfile", "USER 65532:65532\n", ""}}, "IMG/9", Warn, 5, "runs as root", nil},
		{"root by name", []edit{{"Dockerfile", "USER 65532:65532", "USER root:root"}}, "IMG/9", Warn, 7, "runs as root", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := staticDriver(t, writeProject(t, edited(t, test.edits)))
			for _, c := range staticCases() {
				r := d.runOne(context.Background(), c)
				if c.ID != test.id {
					if r.found() && !slices.Contains(test.also, c.ID) {
						t.Errorf("%s: %s: %s", c.ID, r.Verdict, r.Got)
					}
					continue
				}
				if r.Verdict != test.verdict || !strings.Contains(r.Got, test.words) || r.Line != test.line || r.File == "" {
					t.Errorf("%s: %s at %s:%d: %q %q\nwant %s at line %d with %q", c.ID, r.Verdict, r.File, r.Line, r.Got, r.Reason, test.verdict, test.line, test.words)
				}
				if strings.Contains(r.Got, "19790605081") {
					t.Errorf("%s repeats a variable's value: %s", c.ID, r.Got)
				}
				if r.Mend == "" || r.Expected == "" || len(r.Findings) == 0 {
					t.Errorf("%s: incomplete: %+v", c.ID, r)
				}
			}
		})
	}
}

// edited is the good project with those edits; an old text of "" makes a file
// anew, and a new one of "" as well removes it.
func edited(t *testing.T, edits []edit) map[string]string {
	t.Helper()
	files := good()
	for _, e := range edits {
		switch {
		case e.old == "" && e.new == "":
			delete(files, e.file)
		case e.old == "":
			files[e.file] = e.new
		case !strings.Contains(files[e.file], e.old):
			t.Fatalf("%s has no %q", e.file, e.old)
		default:
			files[e.file] = strings.Replace(files[e.file], e.old, e.new, 1)
		}
	}
	return files
}

// An archive is measured as it is; one of 101 MB has a hole where its content would be.
func TestStaticTooMuchCode(t *testing.T) {
	t.Parallel()
	dir := writeProject(t, edited(t, []edit{{"s.yaml", "code: ./dist", "code: ./dist.zip"}, {"s.yaml", "region: cn-hangzhou", "region: us-west-1"}, {"dist.zip", "", "PK"}}))
	for size, want := range map[int64]Verdict{100 << 20: Pass, 101 << 20: Warn} {
		if err := os.Truncate(filepath.Join(dir, "dist.zip"), size); err != nil {
			t.Fatal(err)
		}
		d := staticDriver(t, dir)
		i := slices.IndexFunc(staticCases(), func(c Case) bool { return c.ID == "CFG/19" })
		if r := d.runOne(t.Context(), staticCases()[i]); r.Verdict != want || want == Warn && (r.Line != 11 || !strings.Contains(r.Got, "dist.zip has 101 MB, and us-west-1 takes 100 MB")) {
			t.Errorf("%d bytes: %s at line %d: %s%s, want %s", size, r.Verdict, r.Line, r.Got, r.Reason, want)
		}
	}
}

// TestStaticUnsure holds the rules back from saying more than they know.
func TestStaticUnsure(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		edits   []edit
		id      string
		verdict Verdict
	}{
		{"the port by environment", []edit{{"main.go", `":9000"`, `":" + os.Getenv("FC_SERVER_PORT")`}, {"main.go", `import "net/http"`, `import ("net/http"; "os")`}}, "CFG/2", Pass},
		{"the port by another variable", []edit{{"main.go", `":9000"`, `":" + os.Getenv("PORT")`}, {"main.go", `import "net/http"`, `import ("net/http"; "os")`}}, "CFG/2", Unknown},
		{"the port by a variable that s.yaml sets", []edit{{"main.go", `":9000"`, `":" + os.Getenv("PORT")`}, {"main.go", `import "net/http"`, `import ("net/http"; "os")`}, {"s.yaml", "      timeout: 60\n", "      timeout: 60\n      environmentVariables: {PORT: \"9000\"}\n"}}, "CFG/2", Pass},
		{"the port of a listener", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, `serve()`}, {"main.go", "func main", "func serve() error {\n\tl, err := net.Listen(\"tcp\", \":9001\")\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn http.Serve(l, nil)\n}\n\nfunc main"}, {"main.go", `import "net/http"`, `import ("net"; "net/http")`}}, "CFG/2", Warn},
		{"the port by constant", []edit{{"main.go", `":9000"`, `":" + port`}, {"main.go", "func main", "const port = \"9000\"\n\nfunc main"}}, "CFG/2", Pass},
		{"the port of a server", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, `(&http.Server{Addr: ":9000"}).ListenAndServe()`}}, "CFG/2", Pass},
		{"the port by flag", []edit{{"main.go", `":9000"`, "*address"}}, "CFG/2", Unknown},
		{"two ports, neither right", []edit{{"main.go", `if err := http.ListenAndServe(":9000", nil)`, `go http.ListenAndServe(":1", nil); if err := http.ListenAndServe(":2", nil)`}}, "CFG/2", Unknown},
		{"two ports, one right", []edit{{"main.go", "if err :=", `go http.ListenAndServe(":1", nil); if err :=`}}, "CFG/2", Pass},
		{"a profiler's port", []edit{{"main.go", `":9000"`, `":6060"`}, {"main.go", `import "net/http"`, `import ("net/http"; _ "net/http/pprof")`}}, "CFG/2", Warn},
		{"no port at all", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, "serve()"}}, "CFG/2", Unknown},
		{"the port of another system", []edit{{"main_windows.go", "", strings.ReplaceAll(goodMain, "9000", "1")}}, "CFG/2", Pass},
		{"the port of an ignored file", []edit{{"tool.go", "", "//go:build ignore\n\n" + strings.ReplaceAll(goodMain, "9000", "1")}}, "CFG/2", Pass},
		{"the port of another program", []edit{{"cmd/tool/main.go", "", strings.ReplaceAll(goodMain, "9000", "1")}, {"main.go", ":9000", ":9000"}}, "CFG/2", Pass},
		{"gin by itself", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, "gin.New().Run()"}, {"main.go", `import "net/http"`, `import ("net/http"; "github.com/gin-gonic/gin")`}}, "CFG/2", Warn},
		{"echo", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, `echo.New().Start(":9000")`}, {"main.go", `import "net/http"`, `import ("net/http"; "github.com/labstack/echo/v5")`}}, "CFG/2", Pass},
		{"a command that runs", []edit{{"main.go", "if err :=", "_ = exec.Command(\"a\").Run()\n\tif err :="}}, "CFG/2", Pass},
		{"an interpreter", []edit{{"s.yaml", `["/code/bootstrap"]`, `[python3, -u, app.py]`}, {"dist/app.py", "", "x"}}, "CFG/2", Pass},
		{"an interpreter without its file", []edit{{"s.yaml", `["/code/bootstrap"]`, `[python3, -u, app.py]`}}, "CFG/2", Warn},
		{"code that is elsewhere", []edit{{"s.yaml", "code: ./dist", "code: {src: '', ossBucketName: b, ossObjectName: o}"}}, "CFG/2", Pass},
		{"nothing is built yet", []edit{{"dist/bootstrap", "", ""}}, "CFG/2", Pass},
		{"a library may route", []edit{{"main.go", `"GET /pre-stop"`, `"/other"`}, {"main.go", `import "net/http"`, `import ("net/http"; _ "example.com/fc")`}}, "CFG/6", Unknown},
		{"Python without routes", []edit{{"main.go", "", ""}, {"go.mod", "", ""}, {"app.py", "", "app = 1"}}, "CFG/6", Unknown},
		{"Python with routes", []edit{{"main.go", "", ""}, {"go.mod", "", ""}, {"app.py", "", "'/pre-stop' \"/initialize\""}}, "CFG/6", Pass},
		{"no code", []edit{{"main.go", "", ""}}, "CFG/6", Skip},
		{"code that does not parse", []edit{{"main.go", "func main", "func"}}, "CFG/6", Unknown},
		{"a path in a comment", []edit{{"main.go", `"GET /pre-stop"`, `"/other" /* "/pre-stop" */`}}, "CFG/6", Warn},
		{"a long idle timeout", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, `(&http.Server{Addr: ":9000", IdleTimeout: time.Hour, WriteTimeout: 24 * time.Hour}).ListenAndServe()`}, {"main.go", `import "net/http"`, `import ("net/http"; "time")`}}, "CFG/8", Pass},
		{"a timeout that is not known", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, `(&http.Server{Addr: ":9000", IdleTimeout: *idle}).ListenAndServe()`}, {"main.go", "func main", "var idle = flag.Duration(\"idle\", 0, \"\")\n\nfunc main"}, {"main.go", `import "net/http"`, `import ("flag"; "net/http")`}}, "CFG/8", Unknown},
		{"nothing that serves", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, "serve()"}}, "CFG/8", Unknown},
		{"nothing that serves, and hooks", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, "serve()"}}, "CFG/7", Unknown},
		{"a framework's own server", []edit{{"main.go", `http.ListenAndServe(":9000", nil)`, `fiber.New(fiber.Config{IdleTimeout: 5}).Listen(":9000")`}, {"main.go", `import "net/http"`, `import ("net/http"; "github.com/gofiber/fiber/v2")`}}, "CFG/8", Unknown},
		{"a client's timeout", []edit{{"main.go", "if err :=", "_ = redis.Options{IdleTimeout: time.Second}; if err :="}, {"main.go", `import "net/http"`, `import ("net/http"; "time")`}}, "CFG/8", Pass},
		{"a script", nil, "CFG/11", Pass},
		{"nothing to read", []edit{{"dist/bootstrap", "", ""}}, "CFG/11", Skip},
		{"the platform in the Makefile", []edit{{"s.yaml", goodSYAML, containerSYAML()}, {"Makefile", "", "image:\n\tdocker build --platform linux/amd64 .\n"}}, "IMG/2", Pass},
		{"the platform in FROM", []edit{{"s.yaml", goodSYAML, containerSYAML()}, {"Dockerfile", "FROM scratch", "FROM --platform=linux/amd64 scratch"}}, "IMG/2", Pass},
		{"the platform by fc3 build", []edit{{"s.yaml", goodSYAML, strings.Replace(containerSYAML(), "    props:", "    actions: {pre-deploy: [{component: fc3 build --dockerfile ./Dockerfile}]}\n    props:", 1)}}, "IMG/2", Unknown},
		{"EXPOSE by variable", []edit{{"Dockerfile", "EXPOSE 9000", "ENV PORT=9000\nEXPOSE ${PORT}"}}, "IMG/3", Pass},
		{"EXPOSE by argument of the build", []edit{{"Dockerfile", "EXPOSE 9000", "ARG PORT\nEXPOSE $PORT"}}, "IMG/3", Unknown},
		{"a base of unknown kind", []edit{{"Dockerfile", "FROM scratch", "FROM example/base"}, {"Dockerfile", "ENTRYPOINT [\"/bootstrap\"]\n", ""}}, "IMG/5", Unknown},
		{"a command in s.yaml", []edit{{"s.yaml", goodSYAML, strings.Replace(containerSYAML(), "        port:", "        command: [/bootstrap]\n        port:", 1)}, {"Dockerfile", "ENTRYPOINT [\"/bootstrap\"]\n", ""}}, "IMG/5", Pass},
		{".env stays behind", []edit{{".env", "", "A=b"}, {".dockerignore", "", ".*\n"}, {"Dockerfile", "USER", "COPY . /app\nUSER"}}, "IMG/6", Pass},
		{"no attestations", []edit{{"s.yaml", goodSYAML, containerSYAML()}, {"Makefile", "", "image:\n\tdocker buildx build \\\n\t  --provenance=false -t x .\n"}}, "IMG/10", Pass},
		{"no Dockerfile", []edit{{"Dockerfile", "", ""}}, "IMG/1", Skip},
		{"words of a here-document", []edit{{"Dockerfile", "USER", "RUN <<EOF\nFROM nothing\nUSER root\nEOF\nUSER"}}, "IMG/9", Pass},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := staticDriver(t, writeProject(t, edited(t, test.edits)))
			for _, c := range staticCases() {
				if c.ID != test.id {
					continue
				}
				if r := d.runOne(context.Background(), c); r.Verdict != test.verdict || r.Got+r.Reason == "" {
					t.Errorf("%s: %s, want %s: got %q, because %q", c.ID, r.Verdict, test.verdict, r.Got, r.Reason)
				}
			}
		})
	}
}

// Code that was read already is not read again: what it says counts, whatever the
// files are by now.
func TestServedIsTaken(t *testing.T) {
	t.Parallel()
	dir := writeProject(t, map[string]string{"go.mod": "module example.com/m\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"})
	read := &served.Program{Root: dir, Timeouts: []served.Timeout{{Field: "IdleTimeout", Value: time.Second, Known: true, Place: gocode.Place{File: "main.go", Line: 3}}}}
	report, err := Run(t.Context(), Config{Dir: dir, Served: read, Function: manifest.Function{Name: "m", Port: 9000}, Cases: []string{"CFG/8"}})
	if err != nil {
		t.Fatal(err)
	}
	if r := report.Results[0]; r.Verdict != Fail && r.Verdict != Warn || len(r.Findings) != 1 || r.Findings[0].Line != 3 {
		t.Errorf("got %+v", r)
	}
}
