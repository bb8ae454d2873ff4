package browser

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/console"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

const syaml = `edition: 3.0.0
name: bookshop
access: default

resources:
  bookshop:
    component: fc3
    props:
      functionName: bookshop
      region: cn-hangzhou
      runtime: custom.debian11
      cpu: 0.35
      memorySize: 512
      diskSize: 512
      timeout: 60
      instanceConcurrency: 2
      code: ./
      customRuntimeConfig:
        port: 9000
      instanceLifecycleConfig:
        initializer:
          handler: "true"
          timeout: 3 # seconds; opens the pool
        preStop:
          handler: "true"
          timeout: 10
      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig:
            authType: anonymous
            methods: [GET, POST, PUT, DELETE]
`

// site is a console over an emulator over a function.
type site struct {
	*emulator.Emulator
	server  *httptest.Server
	console atomic.Pointer[http.Handler]
	url     string // of the console
	gateway string
	file    string // the function's s.yaml
	program emulator.Program
	builds  int
	broken  bool // what is built next does not compile
}

func newSite(t *testing.T) *site {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	s := &site{file: filepath.Join(folder, "s.yaml"), builds: 1}
	if err := os.WriteFile(s.file, []byte(syaml), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := manifest.Load(t.Context(), folder, manifest.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	f.Env = map[string]string{playFunction: "1"}
	s.program = emulator.Program{Args: []string{self}, Dir: folder, Version: "build 1"}
	s.Emulator, err = emulator.New(emulator.Config{
		Function: f, Program: s.program, Environ: os.Environ(), MaxInstances: 4, FreezeAfter: 300 * time.Millisecond, StopGrace: 2 * time.Second,
		ExchangeBytes: 16 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	gateway := httptest.NewServer(s.Emulator)
	t.Cleanup(gateway.Close)
	s.gateway = gateway.URL
	s.restart(t)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*s.console.Load()).ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		s.server.CloseClientConnections()
		s.server.Close()
	})
	s.url = s.server.URL
	return s
}

// restart makes another console at the same address, as another fcgen would.
func (s *site) restart(t *testing.T) {
	t.Helper()
	page, err := console.New(console.Config{
		Emulator: s.Emulator, Gateway: s.gateway, Policy: emulator.PolicyRetry, Version: "0.1.0", Reload: func() { s.reload(t) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.console.Store(&page)
}

// reload plays a builder: it tells the journal what it does, as fcgen's does.
func (s *site) reload(t *testing.T) {
	s.Journal().Append(emulator.Event{Type: emulator.EventBuild, State: "building", Text: "main.go"})
	if s.broken {
		s.Journal().Append(emulator.Event{
			Type: emulator.EventBuild, State: "failed", Reason: "exit status 1", Text: "./main.go:12:2: undefined: shelf",
		})
		return
	}
	if f, err := manifest.Load(t.Context(), filepath.Dir(s.file), manifest.Choice{}); err != nil {
		t.Error(err)
	} else {
		f.Env = s.Function().Env
		s.SetFunction(f)
	}
	s.builds++
	program := s.program
	program.Version = fmt.Sprintf("build %d", s.builds)
	s.Journal().Append(emulator.Event{Type: emulator.EventBuild, State: "built", Text: "built in 0.1 s"})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Reload(ctx, program); err != nil {
		t.Error(err)
	}
}

// get calls the function through the gateway.
func (s *site) get(t *testing.T, path string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.gateway+path, nil)
	if err != nil {
		t.Error(err)
		return
	}
	s.send(t, r)
}

// send makes a call and takes its whole answer.
func (s *site) send(t *testing.T, r *http.Request) {
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
}
