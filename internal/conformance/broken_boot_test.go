package conformance

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// freePort is a port that nobody listens on now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func brokenBoots() []broken {
	return []broken{
		{
			id: "BOOT/1", lesson: "it never listens",
			spoil:  func(*app) { time.Sleep(time.Hour) },
			config: func(c *Config) { c.StartTimeout = time.Second },
		},
		{
			id: "BOOT/1 exits", lesson: "it ends at once",
			spoil: func(*app) { os.Exit(2) },
		},
		{
			id: "BOOT/2", lesson: "it listens on the loopback address only",
			spoil:  func(a *app) { a.address = "127.0.0.1:" + os.Getenv("FC_SERVER_PORT") },
			config: func(c *Config) { c.StartTimeout = 10 * time.Second },
		},
		{
			id: "BOOT/3", lesson: "it listens on a port of its own",
			spoil:  func(a *app) { a.address = ":0" },
			also:   map[string]string{"BOOT/1": "the port that the platform connects to stays closed"},
			config: func(c *Config) { c.StartTimeout = 3 * time.Second },
		},
		{
			id: "BOOT/4", lesson: "it gives up soon after it was ready",
			spoil:  func(a *app) { a.ready = func() { later(300*time.Millisecond, func() { os.Exit(0) }) } },
			config: func(c *Config) { c.aliveTime = time.Minute }, // a busy machine may be late
		},
		{
			id: "BOOT/5", lesson: "its bootstrap has Windows line ends",
			spoil: func(*app) {},
			config: func(c *Config) {
				_ = os.WriteFile(filepath.Join(c.Function.Code, "bootstrap"), []byte("#!/bin/sh\r\nexec ./server\r\n"), 0o600)
				_ = os.Chmod(filepath.Join(c.Function.Code, "bootstrap"), 0o755)
			},
		},
		{
			id: "BOOT/6", lesson: "it does slow things before it listens",
			spoil:  func(*app) { time.Sleep(600 * time.Millisecond) },
			config: func(c *Config) { c.slowStart = 500 * time.Millisecond },
		},
		{
			id: "BOOT/7", lesson: "it takes its own old lock file for a running server",
			spoil: func(*app) { lockFile() },
		},
	}
}

// lockFile ends the program if the file is there, and leaves it there.
func lockFile() {
	f, err := os.OpenFile("lock", os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		told("it runs already: %v", err)
		os.Exit(1)
	}
	f.Close()
}
