package emulator

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// playFunction names the variable that makes this test binary the function.
const playFunction = "FCGEN_TEST_FUNCTION"

func TestMain(m *testing.M) {
	if os.Getenv(playFunction) != "" {
		os.Exit(function())
	}
	os.Exit(m.Run())
}

// function is a server with a route for everything that may happen, and with
// switches in its environment.
func function() int {
	if os.Getenv(playHeir) != "" {
		time.Sleep(time.Minute)
		return 0
	}
	if os.Getenv("TICK") != "" {
		go func() {
			for n := 1; ; n++ {
				record("ticks", strconv.Itoa(n))
				time.Sleep(10 * time.Millisecond)
			}
		}()
	}
	if code := os.Getenv("EXIT"); code != "" {
		fmt.Println("the function gives up")
		n, _ := strconv.Atoi(code)
		return n
	}
	if file := os.Getenv("BROKEN_IF"); file != "" {
		if _, err := os.Stat(file); err == nil {
			fmt.Println("the function is broken")
			return 3
		}
	}
	port := os.Getenv("FC_SERVER_PORT")
	if own := os.Getenv("OWN_PORT"); own != "" {
		port = own
	}
	if os.Getenv("IGNORE_SIGTERM") != "" {
		signal.Ignore(syscall.SIGTERM)
	} else {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		go func() {
			<-stop
			record("life", "terminated")
			os.Exit(0)
		}()
	}
	record("life", "started")
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	server := &http.Server{Handler: routes(listener)}
	if idle := os.Getenv("IDLE_TIMEOUT"); idle != "" {
		server.IdleTimeout, _ = time.ParseDuration(idle)
	}
	fmt.Println(server.Serve(listener))
	return 1
}

// playHeir names the variable that makes it a process which only has the port.
const playHeir = "FCGEN_TEST_HEIR"

// leaveHeir starts a process that has the port as well, as servers that watch
// their own files do.
func leaveHeir(l net.Listener) {
	file, err := l.(*net.TCPListener).File()
	if err != nil {
		return
	}
	heir := exec.Command(os.Args[0])
	heir.Env = append(os.Environ(), playHeir+"=1")
	heir.ExtraFiles = []*os.File{file}
	_ = heir.Start()
}

// record adds a line to a file of the test's folder.
func record(name, line string) {
	f, err := os.OpenFile(filepath.Join(os.Getenv("RECORD"), name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_, _ = fmt.Fprintln(f, line)
	_ = f.Close()
}

// answerHook answers as the switch says: a list of statuses, of which the last
// one is repeated; "hang" and "drop" are what they say.
func answerHook(h fc.Hook, key string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(fc.HeaderRequestID)
		if os.Getenv("NO_MARKERS") == "" {
			fmt.Println(h.StartMarker(id))
			defer fmt.Println(h.EndMarker(id))
		}
		record(key, r.Method+" "+id)
		done, _ := os.ReadFile(filepath.Join(os.Getenv("RECORD"), key))
		n := strings.Count(string(done), "\n")
		answers := strings.Split(os.Getenv(strings.ToUpper(key)), ",")
		switch answer := answers[min(n, len(answers))-1]; answer {
		case "":
		case "hang":
			<-r.Context().Done()
		case "drop":
			panic(http.ErrAbortHandler)
		case "exit":
			os.Exit(7)
		default:
			status, _ := strconv.Atoi(answer)
			w.WriteHeader(status)
		}
	}
}

func routes(listener net.Listener) http.Handler {
	mux := http.NewServeMux()
	for _, h := range fc.Hooks() {
		mux.HandleFunc(h.Method+" "+h.Path, answerHook(h, h.Name))
	}
	var inside, most atomic.Int64
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello") })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		_, _ = io.Copy(w, r.Body)
	})
	mux.HandleFunc("/version", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, os.Getenv("VERSION")) })
	mux.HandleFunc("/pid", func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, os.Getpid()) })
	mux.HandleFunc("/id", func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("serving", r.Header.Get(fc.HeaderRequestID))
		d, _ := time.ParseDuration(r.URL.Query().Get("for"))
		time.Sleep(d)
		_, _ = fmt.Fprint(w, r.URL.Query().Get("id"), " ", r.Header.Get(fc.HeaderRequestID))
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, r *http.Request) { _ = r.Header.Write(w) })
	mux.HandleFunc("/uri", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RequestURI) })
	mux.HandleFunc("/print", func(w http.ResponseWriter, r *http.Request) { fmt.Println(r.URL.Query().Get("line")) })
	// counted answers with the most calls that ever ran here at a time.
	counted := func(run func(*http.Request)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			n := inside.Add(1)
			defer inside.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			run(r)
			_, _ = fmt.Fprint(w, most.Load())
		}
	}
	mux.HandleFunc("/sleep", counted(func(r *http.Request) {
		d, _ := time.ParseDuration(r.URL.Query().Get("for"))
		time.Sleep(d)
	}))
	mux.HandleFunc("/held", counted(func(r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := os.Stat(filepath.Join(os.Getenv("RECORD"), "free")); err == nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}))
	mux.HandleFunc("/hang", func(w http.ResponseWriter, r *http.Request) {
		record("life", "hangs")
		<-r.Context().Done()
		record("life", "left")
	})
	mux.HandleFunc("/exit", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("heir") {
			leaveHeir(listener)
		}
		os.Exit(7)
	})
	mux.HandleFunc("/drop", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.URL.Query() {
			if name != "code" {
				w.Header()[http.CanonicalHeaderKey(name)] = values
			}
		}
		status, _ := strconv.Atoi(r.URL.Query().Get("code"))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "as asked")
	})
	mux.HandleFunc("/big-header", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Big", strings.Repeat("x", 9<<10))
	})
	mux.HandleFunc("/half", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		os.Exit(7)
	})
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for n := range 3 {
			_, _ = fmt.Fprintf(w, "data: %d\n\n", n)
			_ = http.NewResponseController(w).Flush()
			if n == 0 {
				for _, err := os.Stat(filepath.Join(os.Getenv("RECORD"), "heard")); err != nil; _, err = os.Stat(filepath.Join(os.Getenv("RECORD"), "heard")) {
					time.Sleep(time.Millisecond)
				}
			}
		}
	})
	mux.HandleFunc("/forever", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 32<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/duplex", func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		_ = control.EnableFullDuplex()
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			_, _ = fmt.Fprintln(w, "got", lines.Text())
			_ = control.Flush()
		}
	})
	mux.HandleFunc("/trailer", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "Sum")
		_, _ = io.WriteString(w, "body")
		w.Header().Set("Sum", "42")
	})
	mux.HandleFunc("/sum", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = fmt.Fprint(w, r.Trailer)
	})
	mux.HandleFunc("/hints", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</style.css>")
		w.WriteHeader(http.StatusEarlyHints)
		_, _ = io.WriteString(w, "hinted")
	})
	mux.HandleFunc("/socket", socket)
	mux.HandleFunc("/flood", func(w http.ResponseWriter, r *http.Request) {
		mb, _ := strconv.Atoi(r.URL.Query().Get("mb"))
		line := bytes.Repeat([]byte("0123456789abcdef"), 64)
		line[len(line)-1] = '\n'
		for range mb << 10 {
			_, _ = os.Stdout.Write(line)
		}
		fmt.Println("the flood is over")
	})
	mux.HandleFunc("/invoke", func(w http.ResponseWriter, r *http.Request) {
		payload, _ := io.ReadAll(r.Body)
		record("invoked", r.Header.Get(fc.HeaderRetryCount)+" "+r.Header.Get(fc.HeaderRequestID))
		if bytes.HasPrefix(payload, []byte(`{"trigger`)) {
			record("events", string(payload))
		}
		switch string(payload) {
		case "fail":
			w.Header().Set(fc.HeaderStatus, fc.StatusFailed)
			w.WriteHeader(http.StatusNotFound)
		case "teapot":
			w.Header().Set("Flavour", "earl grey")
			w.WriteHeader(http.StatusTeapot)
		case "exit":
			os.Exit(7)
		case "hang":
			<-r.Context().Done()
		case "headers":
			_ = r.Header.Write(w)
			return
		}
		fmt.Println("event", string(payload[:min(len(payload), 100)]))
		_, _ = w.Write(payload)
	})
	mux.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		record("health", "asked")
		for _, name := range []string{"sick", fmt.Sprint("sick-", os.Getpid())} {
			if _, err := os.Stat(filepath.Join(os.Getenv("RECORD"), name)); err == nil {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
		}
	})
	return mux
}

// socket is a WebSocket as far as a proxy can tell: after the handshake, what
// comes goes back.
func socket(w http.ResponseWriter, r *http.Request) {
	conn, stream, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	_, _ = fmt.Fprintf(stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: %s\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		r.Header.Get("Upgrade"), base64.StdEncoding.EncodeToString(sum[:]))
	_ = stream.Flush()
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			return
		}
		_, _ = io.WriteString(stream, line)
		_ = stream.Flush()
	}
}
