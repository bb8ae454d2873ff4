package retrofit

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocommand"
)

// closedServers are programs in front of whose routes stands a middleware that lets
// nobody in. They listen where PORT says.
func closedServers() map[string]string {
	return map[string]string{
		"nethttp": `package main

import (
	"net/http"
	"os"
)

func deny(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(401)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {})
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), deny(mux)))
}
`,
		"mux": `package main

import (
	"net/http"
	"os"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{id}", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) })
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), mux))
}
`,
		"type": `package main

import (
	"net/http"
	"os"
)

type closed struct{}

func (closed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(401)
}

func main() {
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), closed{}))
}
`,
		"function": `package main

import (
	"net/http"
	"os"
)

func closed(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) }

func main() {
	h := http.HandlerFunc(closed)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), h))
}
`,
		"default": `package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) })
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`,
		"gin": `package main

import (
	"os"

	"github.com/gin-gonic/gin"
)

func main() {
	r := gin.New()
	r.Use(func(c *gin.Context) { c.AbortWithStatus(401) })
	r.GET("/:id", func(c *gin.Context) {})
	panic(r.Run("127.0.0.1:" + os.Getenv("PORT")))
}
`,
		"gin last": `package main

import (
	"os"

	"github.com/gin-gonic/gin"
)

type server struct{ engine *gin.Engine }

func (s *server) setup() {
	s.engine.Use(func(c *gin.Context) { c.AbortWithStatus(401) })
	s.engine.GET("/:id", func(c *gin.Context) {})
}

func (s *server) start() error {
	return s.engine.Run("127.0.0.1:" + os.Getenv("PORT"))
}

func main() {
	for _, s := range []*server{{gin.New()}} {
		s.setup()
		panic(s.start())
	}
}
`,
		"echo": `package main

import (
	"context"
	"os"

	"github.com/labstack/echo/v5"
)

func main() {
	e := echo.New()
	e.Use(func(echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error { return c.NoContent(401) }
	})
	sc := echo.StartConfig{Address: "127.0.0.1:" + os.Getenv("PORT"), HideBanner: true}
	panic(sc.Start(context.Background(), e))
}
`,
	}
}

// The edited program builds, and answers the platform in front of its middleware.
func TestHooksAnswer(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
	for name, src := range closedServers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "main.go", []byte(src))
			copyModule(t, dir, name)
			r, err := change(t.Context(), Request{Dir: dir, Add: fc.HookNames()})
			if err != nil {
				t.Fatal(err)
			}
			carryOut(t, r)
			put(t, dir, "fc_initialize.go", []byte(strings.Replace(read(t, dir, "fc_initialize.go"), "return nil", "return failing(ctx)", 1)))
			put(t, dir, "failing.go", []byte(failing))
			at, log := start(t, dir)
			asked(t, at, log)
		})
	}
}

// failing lets the initializer ask for another try, panic, and succeed, if its
// context ends before the platform no longer waits.
const failing = `package main

import (
	"context"
	"errors"
	"time"
)

var tries int

func failing(ctx context.Context) error {
	end, limited := ctx.Deadline()
	if left := time.Until(end); !limited || left > 30*time.Second || left < time.Second {
		return errors.New("the context does not end in time")
	}
	tries++
	switch tries {
	case 1:
		return TryAgain(errors.New("not yet"))
	case 2:
		panic("oh")
	}
	return nil
}
`

func asked(t *testing.T, at string, log *lockedBuffer) {
	t.Helper()
	for i, step := range []struct {
		method, path, control string
		want                  int
	}{
		{"GET", "/other", "", 401},
		{"POST", "/initialize", "/initialize", 400},
		{"POST", "/initialize", "/initialize", 500},
		{"POST", "/initialize", "/initialize", 200},
		{"POST", "/initialize", "", 200},
		{"GET", "/pre-stop", "/pre-stop", 200},
		{"GET", "/pre-stop", "/http-invoke", 0},
		{"GET", "/pre-stop", "/pre-stop\n/http-invoke", 0},
		{"GET", "/pre-stop", "/invoke, /pre-stop", 0},
		{"POST", "/initialize", "/initialize\n /HTTP-invoke", 0},
	} {
		req, err := http.NewRequest(step.method, at+step.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Fc-Request-Id", fmt.Sprint("id-", i))
		if step.control != "" {
			req.Header["X-Fc-Control-Path"] = strings.Split(step.control, "\n")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if step.want == 0 && resp.StatusCode < 400 || step.want != 0 && resp.StatusCode != step.want {
			t.Errorf("%d: %s %s (%s) answers %d %q, want %d", i, step.method, step.path, step.control, resp.StatusCode, body, step.want)
		}
	}
	for _, line := range []string{
		"FC Initialize Start RequestId: id-1\nFC Initialize End RequestId: id-1, Error: Unhandled function error\n",
		"FC Initialize Start RequestId: id-3\nFC Initialize End RequestId: id-3\n",
		"FC PreStop Start RequestId: id-5\nFC PreStop End RequestId: id-5\n",
	} {
		written := func() error { // the answer may be here before the log is
			if !strings.Contains(log.String(), line) {
				return fmt.Errorf("the log has no %q:\n%s", line, log)
			}
			return nil
		}
		if err := soon(written); err != nil {
			t.Error(err)
		}
	}
	for _, id := range []string{"id-6", "id-7", "id-8", "id-9"} {
		if strings.Contains(log.String(), id) {
			t.Errorf("the hook ran for a client:\n%s", log)
		}
	}
}

// copyModule takes go.mod and go.sum from the golden of the framework.
func copyModule(t *testing.T, dir, name string) {
	t.Helper()
	name, _, _ = strings.Cut(name, " ")
	golden := filepath.Join("..", "..", "golden", name+"-both")
	if _, err := os.Stat(golden); err != nil {
		put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
		return
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		if data, err := os.ReadFile(filepath.Join(golden, file)); err == nil {
			put(t, dir, file, data)
		}
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// start builds and runs a program until the test ends.
func start(t *testing.T, dir string) (url string, log *lockedBuffer) {
	t.Helper()
	gocommand.Run(t, dir, nil, "build", "-o", "server", ".")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	log = &lockedBuffer{}
	server := exec.Command(filepath.Join(dir, "server"))
	server.Env = append(os.Environ(), "PORT="+port)
	server.Stdout = log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 600 {
		c, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			c.Close()
			return "http://127.0.0.1:" + port, log
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not listen")
	return "", nil
}
