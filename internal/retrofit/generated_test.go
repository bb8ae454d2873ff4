package retrofit

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
)

// Small programs with one or two servers are made, given hooks, built together into
// one binary and each run: the hooks must answer where the program's own route does,
// and nowhere else. FCGEN_SERVERS is how many.

// recipe says how a program serves. Each field is one of the words of ingredients.
type recipe struct {
	mux, serve, async, addr, where     string
	side, sideServe, sideAsync, before string
	wrap, yaml, port                   string
}

func ingredients() map[string][]string {
	return map[string][]string{
		"mux":       {"own", "standard", "variable", "returned", "field"},
		"serve":     {"function", "literal", "assigned", "listener", "handed", "helper"},
		"async":     {"waited", "waited", "goroutine", "channel", "waitgroup"},
		"addr":      {"literal", "constant", "variable", "flag", "env", "platform", "sprintf", "parameter"},
		"where":     {"main", "main", "function", "package", "module"},
		"side":      {"", "", "metrics", "inner", "pprof", "admin"},
		"sideServe": {"function", "literal", "handed", "helper"},
		"sideAsync": {"goroutine", "channel", "last"},
		"before":    {"yes", "no"},
		"wrap":      {"", "", "logged"},
		"yaml":      {"", "yes"},
		"port":      {"9000", "9000", "8080"},
	}
}

func cook(r *rand.Rand) recipe {
	all := ingredients()
	pick := func(what string) string { return all[what][r.IntN(len(all[what]))] }
	c := recipe{
		mux: pick("mux"), serve: pick("serve"), async: pick("async"), addr: pick("addr"), where: pick("where"),
		side: pick("side"), sideServe: pick("sideServe"), sideAsync: pick("sideAsync"), before: pick("before"),
		wrap: pick("wrap"), yaml: pick("yaml"), port: pick("port"),
	}
	if c.side == "" || c.side == "inner" && c.sideAsync == "last" {
		c.sideAsync = "goroutine" // nothing, or a second server that main waits for, and that looks like the first: nobody could tell
	}
	if c.side == "pprof" && c.mux == "standard" {
		c.side, c.sideAsync = "", "goroutine"
	}
	if c.sideAsync == "last" {
		c.before = "no"
		if c.async != "channel" {
			c.async = "goroutine"
		}
	}
	if c.where == "package" || c.where == "module" {
		c.addr = "parameter"
	}
	return c
}

// source is the files of a program.
func (c recipe) source() map[string]string {
	files := map[string]string{"go.mod": "module example.com/m\n\ngo 1.22\n"}
	b := builder{recipe: c, imports: map[string]bool{"net/http": true}}
	body := b.main()
	files["main.go"] = "package main\n\n" + b.importLines() + strings.Join(b.top, "\n") + "\nfunc main() {\n" + strings.Join(body, "\n") + "\n}\n"
	for name, text := range b.files {
		files[name] = text
	}
	if c.where == "module" {
		files["go.mod"] += "\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ./lib\n"
		files["lib/go.mod"] = "module example.com/lib\n\ngo 1.22\n"
	}
	return files
}

// builder writes the parts of a program.
type builder struct {
	recipe
	imports map[string]bool
	top     []string
	files   map[string]string
	names   int
}

func (b *builder) importLines() string {
	var lines strings.Builder
	for _, path := range []string{"example.com/lib/web", "example.com/m/web", "flag", "fmt", "log", "net", "net/http", "os", "sync"} {
		if b.imports[path] {
			fmt.Fprintf(&lines, "import %q\n", path)
		}
	}
	if b.side == "pprof" {
		lines.WriteString("import _ \"net/http/pprof\"\n")
	}
	return lines.String()
}

func (b *builder) use(paths ...string) {
	for _, path := range paths {
		b.imports[path] = true
	}
}

func (b *builder) declare(text string) {
	for _, have := range b.top {
		if have == text {
			return
		}
	}
	b.top = append(b.top, text)
}

func (b *builder) fresh(name string) string {
	b.names++
	return fmt.Sprint(name, b.names)
}

func (b *builder) main() []string {
	addr, before := b.address()
	var own []string
	switch b.where {
	case "package", "module":
		own = b.elsewhere(addr)
	case "function":
		inner := append(before, b.whole()...)
		if b.addr != "parameter" {
			b.declare("func start() error {\n" + strings.Join(b.returning(inner, addr), "\n") + "\n}")
			before = nil
			own = b.inBackground(b.async, "start()")
			break
		}
		b.declare("func start(addr string) error {\n" + strings.Join(b.returning(b.whole(), "addr"), "\n") + "\n}")
		own = b.inBackground(b.async, "start("+addr+")")
	default:
		setup := b.whole()
		more, call := b.serving(b.serve, addr, b.handler())
		own = append(append(setup, more...), b.inBackground(b.async, call)...)
	}
	b.declare("func hello(w http.ResponseWriter, r *http.Request) { w.Write([]byte(\"hello\")) }")
	side := b.second()
	body := before
	if b.before == "yes" {
		body = append(append(body, side...), own...)
	} else if b.sideAsync == "last" || b.async != "waited" {
		body = append(append(body, own...), side...)
	} else {
		body = append(append(body, side...), own...)
	}
	return b.ending(body)
}

// ending keeps main from its end.
func (b *builder) ending(body []string) []string {
	if b.async == "waitgroup" {
		body = append(append([]string{"\tvar group sync.WaitGroup"}, body...), "\tgroup.Wait()")
		if b.side != "" && b.sideAsync == "channel" {
			body = append([]string{"\terrs := make(chan error, 2)"}, body...)
		}
		return body
	}
	if b.async == "channel" || b.side != "" && b.sideAsync == "channel" {
		body = append([]string{"\terrs := make(chan error, 2)"}, body...)
		if b.async != "waited" && b.sideAsync != "last" {
			b.use("log")
			body = append(body, "\tlog.Fatal(<-errs)")
		}
		return body
	}
	if b.async == "goroutine" && b.sideAsync != "last" {
		return append(body, "\tselect {}")
	}
	return body
}

func (b *builder) inBackground(how, call string) []string {
	switch how {
	case "goroutine":
		b.use("log")
		return []string{"\tgo func() { log.Fatal(" + call + ") }()"}
	case "channel":
		return []string{"\tgo func() { errs <- " + call + " }()"}
	case "waitgroup":
		b.use("log", "sync")
		return []string{"\tgroup.Add(1)", "\tgo func() {", "\t\tdefer group.Done()", "\t\tlog.Print(" + call + ")", "\t}()"}
	}
	b.use("log")
	return []string{"\tlog.Fatal(" + call + ")"}
}

// whole sets up the router.
func (b *builder) whole() []string {
	switch b.mux {
	case "standard":
		return []string{"\thttp.HandleFunc(\"/hello\", hello)"}
	case "variable":
		b.declare("var router = http.NewServeMux()")
		return []string{"\trouter.HandleFunc(\"/hello\", hello)"}
	case "returned":
		b.declare("func routes() http.Handler {\n\tm := http.NewServeMux()\n\tm.HandleFunc(\"/hello\", hello)\n\treturn m\n}")
		return []string{"\trouter := routes()"}
	case "field":
		b.declare("type app struct{ router *http.ServeMux }\n\nfunc newApp() *app {\n\ta := &app{router: http.NewServeMux()}\n\ta.router.HandleFunc(\"/hello\", hello)\n\treturn a\n}")
		return []string{"\ta := newApp()"}
	}
	return []string{"\trouter := http.NewServeMux()", "\trouter.HandleFunc(\"/hello\", hello)"}
}

func (b *builder) handler() string {
	h := map[string]string{"standard": "nil", "field": "a.router"}[b.mux]
	if h == "" {
		h = "router"
	}
	if b.wrap == "" {
		return h
	}
	b.use("log")
	b.declare("func logged(next http.Handler) http.Handler {\n\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n\t\tlog.Print(r.URL)\n\t\tnext.ServeHTTP(w, r)\n\t})\n}")
	if h == "nil" {
		h = "http.DefaultServeMux"
	}
	return "logged(" + h + ")"
}

// serving is what comes before a call that serves, and the call.
func (b *builder) serving(how, addr, h string) (before []string, call string) {
	literal := "&http.Server{Addr: " + addr + ", Handler: " + h + "}"
	if h == "nil" {
		literal = "&http.Server{Addr: " + addr + "}"
	}
	switch how {
	case "literal":
		s := b.fresh("server")
		return []string{"\t" + s + " := " + literal}, s + ".ListenAndServe()"
	case "assigned":
		s := b.fresh("server")
		return []string{"\t" + s + " := &http.Server{Addr: " + addr + "}", "\t" + s + ".Handler = " + h}, s + ".ListenAndServe()"
	case "listener":
		b.use("net", "log")
		l := b.fresh("listener")
		return []string{"\t" + l + ", err := net.Listen(\"tcp\", " + addr + ")", "\tif err != nil {", "\t\tlog.Fatal(err)", "\t}"}, "http.Serve(" + l + ", " + h + ")"
	case "handed":
		b.declare("func run(s *http.Server) error { return s.ListenAndServe() }")
		return nil, "run(" + literal + ")"
	case "helper":
		b.declare("func listen(addr string, h http.Handler) error { return http.ListenAndServe(addr, h) }")
		return nil, "listen(" + addr + ", " + h + ")"
	}
	return nil, "http.ListenAndServe(" + addr + ", " + h + ")"
}

// returning is a function's body that serves.
func (b *builder) returning(setup []string, addr string) []string {
	before, call := b.serving(b.serve, addr, b.handler())
	return append(append(setup, before...), "\treturn "+call)
}

// elsewhere puts the server into another package, or module.
func (b *builder) elsewhere(addr string) []string {
	from, folder := "example.com/m/web", "web"
	if b.where == "module" {
		from, folder = "example.com/lib/web", "lib/web"
	}
	inner := builder{recipe: b.recipe, imports: map[string]bool{"net/http": true}}
	inner.side = ""
	body := inner.returning(inner.whole(), "addr")
	inner.declare("func hello(w http.ResponseWriter, r *http.Request) { w.Write([]byte(\"hello\")) }")
	b.files = map[string]string{folder + "/web.go": "package web\n\n" + inner.importLines() + strings.Join(inner.top, "\n") + "\nfunc Run(addr string) error {\n" + strings.Join(body, "\n") + "\n}\n"}
	b.use(from)
	return b.inBackground(b.async, "web.Run("+addr+")")
}

// address is where the first server listens, and what stands before it in main.
func (b *builder) address() (string, []string) {
	quoted := strconv.Quote(":" + b.port)
	switch b.addr {
	case "constant":
		b.declare("const where = " + quoted)
		return "where", nil
	case "variable":
		return "where", []string{"\twhere := " + quoted}
	case "flag":
		b.use("flag")
		b.declare("var where string\n\nfunc init() { flag.StringVar(&where, \"addr\", " + quoted + ", \"where to listen\") }")
		return "where", []string{"\tflag.Parse()"}
	case "env":
		b.use("os")
		b.declare("func env(key, value string) string {\n\tif v := os.Getenv(key); v != \"\" {\n\t\treturn v\n\t}\n\treturn value\n}")
		return "\":\" + env(\"SERVER_PORT_NUMBER\", \"" + b.port + "\")", nil
	case "platform":
		b.use("os")
		b.declare("func where() string {\n\tport := os.Getenv(\"FC_SERVER_PORT\")\n\tif port == \"\" {\n\t\tport = \"" + b.port + "\"\n\t}\n\treturn \":\" + port\n}")
		return "where()", nil
	case "sprintf":
		b.use("fmt")
		return "fmt.Sprintf(\":%d\", " + b.port + ")", nil
	}
	return quoted, nil
}

// second is another server, which is not the function's.
func (b *builder) second() []string {
	if b.side == "" {
		return nil
	}
	name, path := map[string]string{"metrics": "watch", "inner": "second", "admin": "admin", "pprof": ""}[b.side], "/cache"
	if b.side == "metrics" {
		path = "/metrics"
	}
	var lines []string
	h := "nil"
	if b.side != "pprof" {
		h = name
		b.declare("func other(w http.ResponseWriter, r *http.Request) { w.Write([]byte(\"other\")) }")
		lines = []string{"\t" + name + " := http.NewServeMux()", "\t" + name + ".HandleFunc(\"" + path + "\", other)"}
	}
	before, call := b.serving(b.sideServe, "\":9091\"", h)
	how := b.sideAsync
	if how == "last" {
		how = "waited"
	}
	return append(append(lines, before...), b.inBackground(how, call)...)
}

// dish is a program that was given hooks.
type dish struct {
	recipe
	number     int
	own, other int // ports
	outcome    string
	text       string
}

func TestGenerated(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
	count := 40
	if n, err := strconv.Atoi(os.Getenv("FCGEN_SERVERS")); err == nil {
		count = n
	}
	r := rand.New(rand.NewPCG(1, uint64(count)))
	dir := t.TempDir()
	all, edited := make([]*dish, count), []*dish{}
	tally := map[string]int{}
	ports := freePorts(2 * count)
	for i := range all {
		d := &dish{recipe: cook(r), number: i, own: ports[2*i], other: ports[2*i+1]}
		d.giveHooks(t, filepath.Join(dir, "one", fmt.Sprint(i)), dir)
		if tally[d.outcome]++; d.outcome == "edited" {
			edited = append(edited, d)
		} else if testing.Verbose() {
			t.Logf("%s: %+v\n%s", d.outcome, d.recipe, d.text)
		}
	}
	t.Logf("of %d programs: %v", count, tally)
	if tally["edited"]*100 < count*85 {
		t.Errorf("only %d of %d were edited", tally["edited"], count)
	}
	buildTogether(t, dir, edited)
	todo := make(chan *dish)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for d := range todo {
				if err := d.try(filepath.Join(dir, "all", "server")); err != nil {
					t.Errorf("%v: %+v\n%s", err, d.recipe, d.text)
				}
			}
		})
	}
	for _, d := range edited {
		todo <- d
	}
	close(todo)
	wait.Wait()
}

func (d *dish) giveHooks(t *testing.T, one, dir string) {
	t.Helper()
	for name, text := range d.source() {
		put(t, one, name, []byte(text))
		if strings.HasSuffix(name, ".go") {
			d.text += "-- " + name + " --\n" + text
		}
	}
	request := Request{Dir: one, Add: fc.HookNames()}
	if d.yaml != "" {
		request.As.Port, _ = strconv.Atoi(d.port)
	}
	result, err := change(t.Context(), request)
	switch {
	case errors.As(err, new(*gocode.Choices)):
		d.outcome = "asked"
	case errors.As(err, new(*gocode.Declined)):
		d.outcome = "declined"
	case err != nil:
		t.Fatal(err)
	default:
		d.outcome = "edited"
		d.text += "-- said --\n" + report(result, nil)
		carryOut(t, result)
		d.copyTo(t, one, filepath.Join(dir, "all", fmt.Sprint("p", d.number)))
		return
	}
	d.text += "-- said --\n" + err.Error() + "\n"
}

// copyTo makes a program a package of the one that holds all, at ports of its own.
func (d *dish) copyTo(t *testing.T, from, to string) {
	t.Helper()
	pkg := fmt.Sprint("p", d.number)
	inits := 0
	for name, text := range tree(t, from) {
		rel, err := filepath.Rel(from, name)
		if err != nil || filepath.Ext(name) != ".go" {
			continue
		}
		text = strings.NewReplacer("example.com/m/", "example.com/all/"+pkg+"/", "example.com/lib/", "example.com/all/"+pkg+"/lib/",
			d.port, fmt.Sprint(d.own), "9091", fmt.Sprint(d.other)).Replace(text)
		if !strings.Contains(rel, string(filepath.Separator)) {
			text = strings.NewReplacer("package main\n", "package "+pkg+"\n", "func main() {\n", "func Main() {\n\tinits()\n").Replace(text)
			for strings.Contains(text, "func init() {") {
				text = strings.Replace(text, "func init() {", fmt.Sprintf("func init%d() {", inits), 1)
				inits++
			}
		}
		put(t, to, rel, []byte(text))
	}
	var calls strings.Builder
	for i := range inits {
		fmt.Fprintf(&calls, "\tinit%d()\n", i)
	}
	put(t, to, "inits.go", []byte("package "+pkg+"\n\nfunc inits() {\n"+calls.String()+"}\n"))
}

// buildTogether builds one binary that is any of the programs.
func buildTogether(t *testing.T, dir string, all []*dish) {
	t.Helper()
	var imports, cases strings.Builder
	for _, d := range all {
		fmt.Fprintf(&imports, "import \"example.com/all/p%d\"\n", d.number)
		fmt.Fprintf(&cases, "\tcase \"%[1]d\":\n\t\tp%[1]d.Main()\n", d.number)
	}
	at := filepath.Join(dir, "all")
	put(t, at, "go.mod", []byte("module example.com/all\n\ngo 1.22\n"))
	put(t, at, "main.go", []byte("package main\n\nimport \"os\"\n"+imports.String()+"\nfunc main() {\n\twhich := os.Getenv(\"WHICH\")\n\tswitch which {\n"+cases.String()+"\t}\n}\n"))
	build := exec.Command("go", "build", "-o", "server", ".")
	build.Dir = at
	build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// try runs a program and asks for its own route and for the hooks.
func (d *dish) try(binary string) error {
	server := exec.Command(binary)
	server.Env = append(os.Environ(), fmt.Sprint("WHICH=", d.number), fmt.Sprint("FC_SERVER_PORT=", d.own))
	if err := server.Start(); err != nil {
		return err
	}
	defer func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	}()
	if err := soon(func() error { return answersWith("GET", d.own, "/hello", "hello") }); err != nil {
		return fmt.Errorf("its own route: %w", err)
	}
	for _, h := range fc.Hooks() {
		if err := answersWith(h.Method, d.own, h.Path, "ok\n"); err != nil {
			return fmt.Errorf("the hook: %w", err)
		}
		if d.side != "" && answersWith(h.Method, d.other, h.Path, "ok\n") == nil {
			return fmt.Errorf("the other server answers the hook %s", h.Name)
		}
	}
	return nil
}

func soon(try func() error) error {
	var err error
	for range 400 {
		if err = try(); err == nil {
			return nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	return err
}

func answersWith(method string, port int, path, want string) error {
	req, err := http.NewRequest(method, fmt.Sprintf("http://127.0.0.1:%d%s", port, path), nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != 200 || string(body) != want) {
		err = fmt.Errorf("%s %s answers %d %q", method, path, resp.StatusCode, body)
	}
	return err
}

// freePorts are ports that nobody listens on, outside of those that the system hands out.
func freePorts(n int) []int {
	var list []int
	for port := 12000 + os.Getpid()%8000; len(list) < n; port++ {
		l, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
		if err == nil {
			l.Close()
			list = append(list, port)
		}
	}
	return list
}
