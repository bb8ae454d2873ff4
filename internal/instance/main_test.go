package instance

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

// childVariable makes the test binary play the program that an instance starts.
const childVariable = "TEST_CHILD"

func TestMain(m *testing.M) {
	if name := os.Getenv(childVariable); name != "" {
		os.Exit(child(name))
	}
	os.Exit(m.Run())
}

// child is a program as people write them, or as they should not.
func child(name string) int {
	name, argument, _ := strings.Cut(name, " ")
	address := ":" + os.Getenv("FC_SERVER_PORT")
	switch name {
	case "good":
		return serve(address)
	case "loopback4":
		return serve("127.0.0.1:" + os.Getenv("PORT"))
	case "loopback6":
		return serve("[::1]:" + os.Getenv("CAPort"))
	case "port": // whatever it was told
		return serve(":" + argument)
	case "late":
		time.Sleep(300 * time.Millisecond)
		return serve(address)
	case "exit":
		fmt.Println("first line")
		fmt.Fprintln(os.Stderr, "the reason")
		code, _ := strconv.Atoi(argument)
		return code
	case "killed":
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		select {}
	case "silent":
		<-stopSignal()
		return 0
	case "lines": // what the argument says, with \n and the like
		text, err := strconv.Unquote(argument)
		if err != nil {
			return 2
		}
		_, _ = io.WriteString(os.Stdout, text)
		return 0
	case "prompt": // no end of line for a long time
		stop := stopSignal()
		fmt.Print("name? ")
		<-stop
		return 0
	case "environ":
		for _, entry := range os.Environ() {
			fmt.Println(entry)
		}
		fmt.Fprintf(os.Stderr, "%q\n", os.Environ())
		return 0
	case "flood":
		megabytes, _ := strconv.Atoi(argument)
		w := bufio.NewWriterSize(os.Stdout, 64<<10)
		line := strings.Repeat("all work and no play makes a dull log. ", 2) + "\n"
		for n := 0; n < megabytes<<20; n += len(line) {
			_, _ = w.WriteString(line)
		}
		_ = w.Flush()
		return serve(address)
	}
	return 2
}

// stopSignal has to be asked for before anybody knows that the program is there.
func stopSignal() <-chan os.Signal {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	return stop
}

// serve answers hooks and calls in the ways that the paths name.
func serve(address string) int {
	mux := http.NewServeMux()
	count := 0
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "%s %s host=%s length=%d", r.Method, r.URL, r.Host, r.ContentLength)
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			_, _ = fmt.Fprintf(w, "\n%s: %s", name, strings.Join(r.Header[name], ","))
		}
	})
	mux.HandleFunc("/dump", func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header)
		fmt.Fprintf(os.Stderr, "%#v", r.Header) // and no end of line
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.PathValue("code"))
		w.Header().Set("Location", "/dump")
		w.WriteHeader(code)
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/slow-body", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "begun")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/huge", func(w http.ResponseWriter, r *http.Request) {
		for range 80 {
			_, _ = w.Write(make([]byte, 64<<10))
		}
	})
	mux.HandleFunc("/drop", func(w http.ResponseWriter, r *http.Request) {
		count++
		fmt.Println("drop", count)
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "not all of it")
	})
	mux.HandleFunc("/upgrade", func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		_, _ = io.Copy(conn, conn)
	})
	mux.HandleFunc("/exit", func(http.ResponseWriter, *http.Request) { os.Exit(3) })

	stop := stopSignal()
	l, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	go func() { _ = http.Serve(l, mux) }()
	<-stop
	return 0
}

// claimed is a port that nobody has, and that no test gets beside this one.
func claimed(t *testing.T) int {
	t.Helper()
	port, claim, err := freePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { claim.Close() })
	return port
}

// function is a function as the tests start it: its configured port is one that
// nobody listens on.
func function(t *testing.T) manifest.Function {
	t.Helper()
	port := claimed(t)
	return manifest.Function{
		Name: "demo", Region: "cn-hangzhou", Handler: "index.handler", Account: "1234567890123456",
		Code: t.TempDir(), Memory: 512, Timeout: 3 * time.Second, Port: port,
		LogProject: "my-project", Logstore: "my-store",
		Hooks: map[string]manifest.Hook{
			"initializer": {Configured: true, Handler: "true", Timeout: 20 * time.Second},
			"prestop":     {Configured: true, Handler: "true", Timeout: 20 * time.Second},
		},
	}
}

// config starts the child of that name.
func config(t *testing.T, name string) Config {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Function: function(t),
		Args:     []string{program},
		Shown:    []string{"/code/bootstrap"},
		Environ:  os.Environ(),
		Own:      map[string]string{childVariable: name},
	}
}

// start starts an instance that ends with the test.
func start(t *testing.T, c Config) *Instance {
	t.Helper()
	in, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Kill() })
	return in
}

// ready starts the child of that name and waits until it serves.
func ready(t *testing.T, name string) *Instance {
	t.Helper()
	in := start(t, config(t, name))
	if err := in.Ready(t.Context()); err != nil {
		t.Fatalf("Ready: %v; logs: %v", err, in.Tail(20))
	}
	return in
}

// ended starts the child of that name and waits until it is gone.
func ended(t *testing.T, name string) *Instance {
	t.Helper()
	in := start(t, config(t, name))
	waitDone(t, in)
	return in
}

func waitDone(t *testing.T, in *Instance) {
	t.Helper()
	select {
	case <-in.Done():
	case <-time.After(time.Minute):
		t.Fatal("the process did not end")
	}
}

// eventually waits for what happens in a process, or at its pace.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !happened(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute for %s", what)
		}
	}
}

func texts(lines []Line) []string {
	var all []string
	for _, line := range lines {
		all = append(all, line.Text)
	}
	return all
}
