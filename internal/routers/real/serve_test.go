package real

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocommand"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/templates"
)

// Servers on real routers, which let nobody in, get hooks and are run: the platform
// gets to its hooks, and everyone else to what was there before.
func TestHooksAnswer(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no servers (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			dir := unpack(t, file)
			addHooks(t, dir)
			log, at := start(t, dir)
			answers(t, at, log)
		})
	}
}

// The lines to paste, where a server says that they can stand, make it answer the hooks.
func TestPastedLinesAnswer(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, about, found := strings.Cut(string(text), "\npaste: ")
		if !found {
			continue
		}
		tried++
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			var importPath, name string
			if n, err := fmt.Sscan(about, &importPath, &name); n != 2 {
				t.Fatal(err)
			}
			dir := unpack(t, file)
			lines := strings.Join(routers.At(importPath).Lines(name, fc.HookNames()), "\n\t")
			main, err := os.ReadFile(filepath.Join(dir, "main.go"))
			if err != nil || bytes.Count(main, []byte("// here")) != 1 {
				t.Fatalf("there is not one place to paste (%v)", err)
			}
			if err := os.WriteFile(filepath.Join(dir, "main.go"), bytes.Replace(main, []byte("// here"), []byte(lines), 1), 0o666); err != nil {
				t.Fatal(err)
			}
			log, at := start(t, dir)
			for _, call := range []struct {
				method, path string
				want         int
			}{{"POST", "/initialize", 200}, {"GET", "/pre-stop", 200}, {"GET", "/other", 401}} {
				if status, body, err := ask(t, at, call.method, call.path, "id", nil); err != nil || status != call.want {
					t.Errorf("%s %s answers %d %q (%v), want %d\n%s", call.method, call.path, status, body, err, call.want, log)
				}
			}
		})
	}
	if tried == 0 {
		t.Fatal("no server has a place to paste")
	}
}

// unpack makes a program that has this module's modules.
func unpack(t *testing.T, file string) string {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a.Files = append(a.Files, txtar.File{Name: "go.mod", Data: bytes.Replace(mod, []byte("=> ../../.."), []byte("=> "+root), 1)}, txtar.File{Name: "go.sum", Data: sum})
	for _, f := range a.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func addHooks(t *testing.T, dir string) {
	t.Helper()
	catalog, err := generator.NewCatalog(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	r, err := retrofit.Change(t.Context(), retrofit.Request{Dir: dir, Add: fc.HookNames(), Templates: catalog})
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range r.Ops {
		data := op.After.Data
		if op.Path == "fc_initialize.go" { // the first run asks for another one
			data = bytes.Replace(data, []byte("import \"context\""), []byte("import (\n\t\"context\"\n\t\"errors\"\n)\n\nvar tries int"), 1)
			data = bytes.Replace(data, []byte("\treturn nil"), []byte("\tif tries++; tries == 1 {\n\t\treturn TryAgain(errors.New(\"not yet\"))\n\t}\n\treturn nil"), 1)
		}
		if err := os.WriteFile(filepath.Join(r.Program.Root, filepath.FromSlash(op.Path)), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// output is what a program writes while it runs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start builds and runs a program until the test ends.
func start(t *testing.T, dir string) (log *output, at string) {
	t.Helper()
	gocommand.Run(t, dir, nil, "build", "-o", "server", ".")
	port := freePort(t)
	at = net.JoinHostPort("127.0.0.1", port)
	log = &output{}
	server := exec.Command(filepath.Join(dir, "server"))
	server.Dir = dir
	server.Env = append(os.Environ(), "PORT="+port)
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	soon(t, func() error {
		c, err := net.Dial("tcp", at)
		if err != nil {
			return fmt.Errorf("%w\n%s", err, log)
		}
		return c.Close()
	})
	return log, at
}

// ports counts the ports that were given away. They are below those that the
// system takes for outgoing connections: one of these could meet itself there.
var ports atomic.Int32

// freePort is a port that nobody listens on and no other test has.
func freePort(t *testing.T) string {
	t.Helper()
	for range 1000 {
		port := fmt.Sprint(21000 + ports.Add(1))
		if l, err := net.Listen("tcp", ":"+port); err == nil {
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			return port
		}
	}
	t.Fatal("there is no free port")
	return ""
}

// soon waits until something holds, for as long as a busy machine may need.
func soon(t *testing.T, holds func() error) {
	t.Helper()
	var err error
	for range 1200 {
		if err = holds(); err == nil {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal(err)
}

func answers(t *testing.T, at string, log *output) {
	t.Helper()
	for i, call := range []struct {
		method, path string
		control      []string
		want         int // 0: anything but a success
	}{
		{"GET", "/other", nil, 401},
		{"POST", "/initialize", []string{"/initialize"}, 400},
		{"POST", "/initialize", []string{"/initialize"}, 200},
		{"POST", "/initialize", nil, 200},
		{"GET", "/pre-stop", []string{"/pre-stop"}, 200},
		{"GET", "/pre-stop", []string{"/http-invoke"}, 0},
		{"GET", "/pre-stop", []string{"/pre-stop", "/HTTP-invoke"}, 0},
		{"POST", "/initialize", []string{"/pre-stop, /invoke"}, 0},
		{"PUT", "/pre-stop", []string{"/pre-stop"}, 0},
	} {
		status, body, err := ask(t, at, call.method, call.path, fmt.Sprint("id-", i), call.control)
		if err != nil {
			t.Fatalf("%v\n%s", err, log)
		}
		if call.want == 0 && status < 400 || call.want != 0 && status != call.want {
			t.Errorf("%d: %s %s (%s) answers %d %q, want %d", i, call.method, call.path, call.control, status, body, call.want)
		}
	}
	const want = `FC Initialize Start RequestId: id-1
FC Initialize End RequestId: id-1, Error: Unhandled function error
FC Initialize Start RequestId: id-2
FC Initialize End RequestId: id-2
FC Initialize Start RequestId: id-3
FC Initialize End RequestId: id-3
FC PreStop Start RequestId: id-4
FC PreStop End RequestId: id-4
`
	soon(t, func() error { // the answer may be here before the log is
		if text := markers(log.String()); text != want {
			return errors.New("the log has the markers\n" + text)
		}
		return nil
	})
}

// markers are the lines of the hooks in a log.
func markers(log string) string {
	var b strings.Builder
	for line := range strings.Lines(log) {
		if strings.HasPrefix(line, "FC ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func ask(t *testing.T, at, method, path, id string, control []string) (status int, body string, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+at+path, nil)
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("X-Fc-Request-Id", id)
	req.Header["X-Fc-Control-Path"] = control
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}
