package conformance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/process"
)

// scouting is what the first process of a run tells about how the program
// starts. Nothing is sent to it.
type scouting struct {
	trouble string // why no other case can be tried; "" means that it starts

	start    *instance.StartError // nil if it is ready
	err      error                // another reason why it is not
	exited   string               // how it ended by itself, before or soon after it was ready
	loopback bool                 // it listens, on the loopback address only
	told     int                  // the port it was told
	port     int                  // where it was found; 0 if nowhere
	ports    []process.Port       // everything it listens on
	untold   bool                 // the system does not tell what it listens on
	took     time.Duration        // from its start until it accepted a connection
	ready    bool
	shown    Result // log and repeat line

	kept *server // it is ready, and BOOT/4 looks at it for a while and closes it; nil if that was done
}

// notStaying is why no other case can be tried.
const notStaying = "it does not stay up: see BOOT/4"

// elsewhereTime is how long a program may listen on wrong ports only before it
// is not waited for any longer.
const elsewhereTime = 5 * time.Second

// scout starts the program for the first time.
func (d *driver) scout(ctx context.Context) *scouting {
	return d.scouting.get(func() *scouting { f := d.explore(ctx); return &f })
}

func (d *driver) explore(ctx context.Context) (found scouting) {
	for range 3 {
		found = d.exploreOnce(ctx)
		if found.start == nil && !errors.Is(found.err, errPortTaken) || found.start != nil && !portTaken(found.start) {
			break
		}
	}
	return found
}

func (d *driver) exploreOnce(ctx context.Context) (found scouting) {
	s, err := d.launch(ctx, start{unread: true}, false)
	if err != nil {
		found.note(err)
		found.shown = d.unstarted(found)
		found.trouble = "it does not start: see BOOT/1"
		return found
	}
	defer func() {
		if found.kept == nil {
			s.close()
		}
	}()
	found.told = s.in.Port()
	err = s.ready(ctx)
	found.took = time.Since(s.in.Started())
	var told error
	found.ports, told = s.in.Process().Ports()
	found.untold = errors.Is(told, process.ErrUnsupported)
	if err == nil && !s.ownsPort() && !s.gone(ctx, crashTime) {
		err = errPortTaken
	}
	switch {
	case err == nil:
		found.ready, found.port = true, s.in.Port()
		d.alone.Store(s.in.IgnoresPort())
		if d.watchLife && !d.alone.Load() {
			found.kept = s // the other cases begin meanwhile
			s.give()
		} else if d.watchLife && s.gone(ctx, d.config.aliveTime) {
			found.exited = s.in.ExitError().Message
			found.trouble = notStaying
		}
	case s.gone(ctx, 0):
		found.note(err)
		found.exited = s.in.ExitError().Message
		found.trouble = "it does not start: see BOOT/1"
	default:
		found.note(err)
		found.findLoopback(ctx, d.config.Function.Port)
		found.trouble = "its port cannot be reached: see BOOT/1"
		if found.loopback {
			found.trouble = "it listens on the loopback address only: see BOOT/2"
		}
	}
	found.shown = s.report(Result{})
	return found
}

// note keeps why it did not start.
func (f *scouting) note(err error) {
	if !errors.As(err, &f.start) {
		f.err = err
	}
}

// message is the platform's text, or another, for a start that failed.
func (f *scouting) message() string {
	switch {
	case f.start != nil && f.start.Hint != "":
		return firstLine(f.start.Message) + " (" + f.start.Hint + ")"
	case f.start != nil:
		return firstLine(f.start.Message)
	case f.err != nil:
		return f.err.Error()
	default:
		return ""
	}
}

// ready waits for the port. A program that listens elsewhere only is given up
// early: it will hardly come to listen here as well.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		var since time.Time
		for !s.gone(ctx, 200*time.Millisecond) && ctx.Err() == nil {
			ports, _ := s.in.Process().Ports()
			if len(ports) == 0 || listensOn(ports, s.in.Port(), s.driver.config.Function.Port) {
				since = time.Time{}
				continue
			}
			if since.IsZero() {
				since = time.Now()
			}
			if time.Since(since) > elsewhereTime {
				cancel(fmt.Errorf("it listens on %s instead", portList(ports)))
				return
			}
		}
	}()
	err := s.in.Ready(ctx)
	cause := context.Cause(ctx)
	cancel(nil)
	<-watched
	if err != nil && cause != nil {
		return cause
	}
	return err
}

func listensOn(ports []process.Port, numbers ...int) bool {
	return slices.ContainsFunc(ports, func(p process.Port) bool { return slices.Contains(numbers, p.Number) })
}

// findLoopback finds out whether it listens where nobody outside reaches it.
func (f *scouting) findLoopback(ctx context.Context, configured int) {
	for _, p := range f.ports {
		if p.Loopback && (p.Number == f.told || p.Number == configured) {
			f.loopback, f.port = true, p.Number
		}
	}
	if !f.untold {
		return
	}
	for _, host := range []string{"127.0.0.1", "::1"} {
		dialer := net.Dialer{Timeout: time.Second}
		conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, fmt.Sprint(f.told)))
		if err == nil {
			conn.Close()
			f.loopback, f.port = true, f.told
		}
	}
}

// portList is for people: "0.0.0.0:8080 and 127.0.0.1:6060".
func portList(ports []process.Port) string {
	var list []string
	for _, p := range ports {
		list = append(list, net.JoinHostPort(p.Address, fmt.Sprint(p.Number)))
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " and ")
}

// unstarted is what a result shows of a program that could not be executed.
func (d *driver) unstarted(f scouting) (r Result) {
	s := server{driver: d}
	s.recipe(nil)
	r.Repeat = s.repeat()
	if f.start != nil {
		r.Log = logsOf(f.start)
	}
	return r
}
