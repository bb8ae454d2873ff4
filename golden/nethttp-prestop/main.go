package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
	_ "time/tzdata" // time zones for TZ and time.LoadLocation, also where the system has none
)

const defaultPort = "9000" // as in s.yaml

const drainTime = 10 * time.Second // for calls that run when the process is asked to stop

func main() {
	var level slog.Level // info, unless LOG_LEVEL is debug, warn or error
	_ = level.UnmarshalText([]byte(os.Getenv("LOG_LEVEL")))
	slog.SetDefault(slog.New(newLogHandler(os.Stdout, level)))
	if err := run(context.Background(), os.Getenv); err != nil {
		slog.Error("the server failed", "error", err)
		os.Exit(1)
	}
}

// run serves until ctx is done or the process is told to stop.
func run(ctx context.Context, getenv func(string) string) error {
	port, err := listenPort(getenv)
	if err != nil {
		return err
	}
	// All interfaces: the platform does not come in through the loopback one.
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return fmt.Errorf("listen on port %s: %w", port, err)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	slog.Info("listening", "address", listener.Addr().String())

	app := newApp(getenv)
	f := newFunction(app, newRouter(app))
	serving := func() error { return serve(ctx, listener, f) }
	if getenv("FC_FUNCTION_NAME") == "" { // not on the platform: nobody calls the hooks
		return f.live(ctx, serving)
	}
	return serving()
}

// listenPort is the port the platform names, else the one in s.yaml.
func listenPort(getenv func(string) string) (string, error) {
	port := cmp.Or(getenv("FC_SERVER_PORT"), getenv("FC_CUSTOM_LISTEN_PORT"), defaultPort)
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", fmt.Errorf("the port %q is not a number from 1 to 65535: see FC_SERVER_PORT and FC_CUSTOM_LISTEN_PORT", port)
	}
	return port, nil
}

// serve answers calls until ctx is done, then lets the running ones finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	// No timeouts, on purpose. The platform keeps connections open between calls
	// and enforces the function's timeout itself; a server that closes one first
	// makes the next call on it fail with a 502.
	server := &http.Server{Handler: handler}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}

	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("stop: calls still running after %v: %w", drainTime, err), server.Close())
	}
	return nil
}
