package cli

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
)

// devServer is an HTTP server whose handler comes later.
type devServer struct {
	gate     *gate
	url      string
	listener net.Listener
	server   *http.Server
	done     chan struct{} // closed when it serves no longer; nil before it does
}

// newDevServer listens on l. What it has to complain of goes to errs.
func newDevServer(l net.Listener, errs io.Writer) *devServer {
	g := newGate()
	// No timeouts: a call may take as long as the function's own lets it.
	return &devServer{gate: g, url: urlOf(l), listener: l, server: &http.Server{Handler: g, ErrorLog: log.New(errs, "", 0)}}
}

func (s *devServer) serve(failed chan<- error) {
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve %s: %w", s.url, err)
		}
	}()
}

// close ends it with all its connections.
func (s *devServer) close() {
	_ = s.server.Close() // what remains ends with the process
	s.listener.Close()
	if s.done != nil {
		<-s.done
	}
}
