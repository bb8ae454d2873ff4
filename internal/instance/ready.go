package instance

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/process"
)

// Waits between two looks at the port.
const (
	firstPoll  = 250 * time.Microsecond // then a twentieth of what the start took so far
	lastPoll   = 10 * time.Millisecond
	lookPoll   = 20 * time.Millisecond  // at places where programs seldom listen
	ownerPoll  = 200 * time.Millisecond // asking the system who listens takes longer
	bindPoll   = 25 * time.Millisecond
	bindPolls  = 10 // servers with several addresses open them one after the other
	maxLogTail = 20 // lines in a StartError
)

// Ready waits until the port accepts connections. The error is a *StartError
// with the platform's own text (D/076): the program ended, or did not listen in
// time, or on the loopback address only; or that of the context. The program is
// left as it is, to be looked at and killed.
func (in *Instance) Ready(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, time.Until(in.started.Add(in.config.StartTimeout)))
	defer cancel()
	found, err := in.waitForPort(limited)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case found == listener{}:
		return in.notListening()
	}
	in.found.Store(&found)
	if err := in.checkBinding(ctx, found); err != nil {
		return err
	}
	// It may have begun to listen between the two looks.
	if found.host == loopback6 && acceptsAt(ctx, found.port, loopback4) != "" {
		in.found.Store(&listener{loopback4, found.port})
	}
	return nil
}

// waitForPort is where the program listens, or nothing if the context ends
// first. The error is a *StartError if the program ends first.
func (in *Instance) waitForPort(ctx context.Context) (listener, error) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	askAgain := ownerPoll
	var looked, asked time.Time // at the unlikely places, and the system for the owner of a port
	for {
		select {
		case <-ctx.Done():
			return listener{}, nil
		case <-in.done:
			return listener{}, in.ExitError()
		case <-timer.C:
		}
		hosts := []string{loopback4}
		unlikely := time.Since(looked) >= lookPoll
		if unlikely {
			looked = time.Now()
			hosts = append(hosts, loopback6)
		}
		if host := acceptsAt(ctx, in.told, hosts...); host != "" && !in.ended() && (in.toldFree || in.owns(in.told, false)) {
			return listener{host, in.told}, nil
		}
		if configured := in.config.Function.Port; unlikely && configured != 0 && configured != in.told && time.Since(asked) >= askAgain {
			if host := acceptsAt(ctx, configured, hosts...); host != "" {
				askAgain, asked = max(ownerPoll, time.Since(in.started)/10), time.Now()
				if in.owns(configured, in.configuredFree) && !in.ended() {
					return listener{host, configured}, nil
				}
			}
		}
		timer.Reset(min(max(time.Since(in.started)/20, firstPoll), lastPoll))
	}
}

func (in *Instance) ended() bool {
	select {
	case <-in.done:
		return true
	default:
		return false
	}
}

// owns reports whether it is this program that listens on a port, and otherwise
// what is to be believed where the system does not tell.
func (in *Instance) owns(port int, otherwise bool) bool {
	owns, err := in.process.ListensOn(port)
	if err != nil {
		return otherwise
	}
	return owns
}

// checkBinding finds out servers that the platform would not reach, because
// they listen on the loopback address only, or not for IPv4.
func (in *Instance) checkBinding(ctx context.Context, found listener) error {
	outside := outsideAddress()
	if outside == "" {
		return nil
	}
	for i := range bindPolls {
		if !refuses(ctx, outside, found.port) {
			return ctx.Err()
		}
		if i == bindPolls-1 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-in.done:
			return in.ExitError()
		case <-time.After(bindPoll):
		}
	}
	hint := fmt.Sprintf("the server listens on %s only, where the platform cannot reach it; %s", found.host, in.bindAdvice(found.port))
	if found.host == loopback6 && in.listensOutside(found.port) {
		hint = "the server listens for IPv6 only, and the platform connects by IPv4; " + in.bindAdvice(found.port)
	}
	e := in.startError(fc.CodeNotStarted, fc.PingFailed(listener{outside, in.shownPort()}.String(), in.config.StartTimeout))
	e.Hint = hint
	return e
}

// bindAdvice says where to listen. A port of this run's own is in no code, and
// must not get there.
func (in *Instance) bindAdvice(port int) string {
	if port == in.told && in.told != in.config.Function.Port {
		return fmt.Sprintf("let it listen on 0.0.0.0 and the port that %s names", fc.PortVariables()[0])
	}
	return fmt.Sprintf("let it listen on 0.0.0.0:%d, in Go \":%d\"", port, port)
}

// listensOutside reports whether the program listens on a port on an address
// other than the loopback one, as far as the system tells.
func (in *Instance) listensOutside(port int) bool {
	ports, err := in.process.Ports()
	if err != nil {
		return false
	}
	return slices.ContainsFunc(ports, func(p process.Port) bool { return p.Number == port && !p.Loopback })
}

// outsideAddress is an IPv4 address of this machine that a server on 127.0.0.1
// does not have, and one on 0.0.0.0 has; "" if there is none. On Linux the
// whole of 127.0.0.0/8 is the machine's, so that no network is needed.
func outsideAddress() string {
	if runtime.GOOS == "linux" {
		return "127.0.0.2"
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, address := range addresses {
		if n, ok := address.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP.String()
		}
	}
	return ""
}

// notListening is the error of a program that runs and does not listen where it should.
func (in *Instance) notListening() *StartError {
	e := in.startError(fc.CodeNotStarted, fc.HealthCheckFailed(in.shownPort(), in.config.StartTimeout))
	if e.Hint == "" {
		e.Hint = in.otherPorts()
	}
	return e
}

// otherPorts says where the program listens instead, as far as the system tells.
func (in *Instance) otherPorts() string {
	ports, err := in.process.Ports()
	if err != nil {
		return ""
	}
	if len(ports) == 0 {
		return "the program runs and listens on no TCP port; " + in.toldBy()
	}
	var places []string
	for _, p := range ports {
		places = append(places, net.JoinHostPort(p.Address, strconv.Itoa(p.Number)))
	}
	slices.Sort(places)
	return fmt.Sprintf("the program listens on %s; %s", strings.Join(slices.Compact(places), ", "), in.toldBy())
}

// shownPort is the port as the platform would name it.
func (in *Instance) shownPort() int {
	if port := in.config.Function.Port; port != 0 {
		return port
	}
	return in.told
}
