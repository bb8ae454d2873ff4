package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// bootCases are about the way from the start command to an open port. Those
// that look at the first process only, to which nothing is sent, share it.
func bootCases() []Case {
	needs := []Need{NeedCommand}
	return []Case{
		{
			ID: "BOOT/1", Level: Must, Title: "the start command leads to an open port",
			Source: source("D/126"), Needs: needs, gate: true,
			Do: "Run the start command as the platform does, in an environment that names a port, and try to connect to that port and to the one in s.yaml until one of them accepts. " +
				"A Go program that is built for the check finds what s.yaml's code folder will hold, and no other file of the project.",
			Expect: "a TCP connection is accepted within 120 seconds (--start-timeout)",
			Why: "The platform sends nothing before the port is open. If it does not open in time, or the process ends before, " +
				"the instance is given up and whoever called gets an error with status 412.",
			Mend: "Read the log lines: they mostly name the reason. Listen before you do slow things, and do those in the initializer, " +
				"which has a timeout of its own. The port is that of FC_SERVER_PORT or FC_CUSTOM_LISTEN_PORT, else 9000.",
			run: judgeScout(bootOpens),
		},
		{
			ID: "BOOT/2", Level: Must, Title: "it listens on every interface, not on the loopback address only",
			Source: source("D/126"), Needs: needs, gate: true,
			Do:     "Connect to the open port by an address of this machine that is not 127.0.0.1 (on Linux 127.0.0.2 tells the two apart).",
			Expect: "the connection is accepted",
			Why: "The platform comes in through the instance's network interface. A server on 127.0.0.1 or localhost works on every laptop " +
				"and is refused there: FunctionNotStarted, connection refused.",
			Mend: "Listen on 0.0.0.0, or name no address at all: in Go \":\"+port, in Flask host=\"0.0.0.0\", in Node listen(port).",
			run:  judgeScout(bootInterfaces),
		},
		{
			ID: "BOOT/3", Level: Must, Title: "it listens on the port that it is told, or on the one in s.yaml",
			Source: source("D/126"), Needs: needs, gate: true,
			Do:     "Compare the ports that the process and its children listen on with the one in the environment and with customRuntimeConfig.port.",
			Expect: "one of the two is among them",
			Why: "The platform connects to customRuntimeConfig.port (9000 where s.yaml has none) and to nothing else. " +
				"Frameworks have other ports of their own: gin 8080, Flask 5000, Express 3000.",
			Mend: "Read FC_SERVER_PORT, then FC_CUSTOM_LISTEN_PORT, and fall back to the port in s.yaml; or write the port that the program uses into customRuntimeConfig.port.",
			run:  judgeScout(bootPort),
		},
		{
			ID: "BOOT/4", Level: Must, Title: "the process stays up after it was ready",
			Source: source("D/076"), Needs: needs, gate: true, beside: true,
			Do:     "Leave the process alone for a second after its port opened.",
			Expect: "it still runs",
			Why: "An instance lives on between calls. A start command that puts a server into the background and returns, " +
				"or a server that gives up when nobody calls, ends as \"exited unexpectedly\" and each call starts a new instance.",
			Mend: "Let the start command be the server itself (exec in a shell script, no \"&\"), and end the process on SIGTERM only.",
			run:  staysUp,
		},
		{
			ID: "BOOT/5", Level: Should, Title: "the bootstrap file is one that the platform can execute",
			Source: source("D/126"), Needs: []Need{NeedCommand},
			Do:     "Look at the file that the start command names in the code folder: its mode, and its first bytes.",
			Expect: "it has execute bits, and is an ELF program for linux/amd64 or a script with a #! line and LF line ends",
			Why: "What runs on this machine need not run there: a program built for another system ends with code 8 (exec format error), " +
				"a file without execute bits with 13, a script with Windows line ends with 127.",
			Mend: "Build with CGO_ENABLED=0 GOOS=linux GOARCH=amd64; chmod 755 the file before it is packed; save scripts with LF and begin them with #!/bin/bash.",
			run:  bootFile,
		},
		{
			ID: "BOOT/6", Level: Should, Title: "it is ready within 10 seconds",
			Source: practice("D/126"), Needs: needs, gate: true,
			Do:     "Measure the time from the start of the process to its first accepted connection.",
			Expect: "10 seconds at most",
			Why: "A cold start waits for all of it, and so does the client who causes one. The limit of the platform is 120 seconds, " +
				"but a gateway or a browser in front gives up much sooner.",
			Mend: "Listen first. Move the slow work to the initializer, or do it at the first call that needs it.",
			run:  judgeScout(bootQuick),
		},
		{
			ID: "BOOT/7", Level: Should, Title: "a second start works like the first",
			Source: practice("D/126"), Needs: needs,
			Do:     "Start the program, stop it with SIGTERM, and start it again in the same folder.",
			Expect: "the second start opens its port too",
			Why: "After a crash or a failed initializer the platform may start the program again where the last one left its files. " +
				"A lock file, a pid file or a socket that is still there must not be taken for a running server.",
			Mend: "Do not refuse to start because of a file: use a lock that the system gives back when the process ends (flock), or none.",
			run:  bootAgain,
		},
	}
}

// judgeScout is a case about the first process.
func judgeScout(judge func(*driver, *scouting) Result) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		f := d.scout(ctx)
		r := judge(d, f)
		r.Log, r.Repeat = f.shown.Log, f.shown.Repeat
		return r
	}
}

func bootOpens(d *driver, f *scouting) Result {
	switch {
	case f.ready:
		return passed("port %d accepted a connection after %s", f.port, f.took.Round(time.Millisecond))
	case f.loopback:
		return passed("port %d accepted a connection, on the loopback address only: see BOOT/2", f.port)
	default:
		return failed("%s", f.message())
	}
}

func bootInterfaces(d *driver, f *scouting) Result {
	switch {
	case f.ready && f.ports != nil:
		return passed("it listens on %s", portList(f.ports))
	case f.ready:
		return passed("an address other than 127.0.0.1 is accepted as well")
	case f.loopback:
		return failed("it listens on the loopback address only: %s", f.message())
	default:
		return skipped("no port to look at: see BOOT/1")
	}
}

func bootPort(d *driver, f *scouting) Result {
	configured := d.config.Function.Port
	switch {
	case f.port != 0 && f.port == f.told:
		return passed("it listens on port %d, as %s and %s told it", f.port, fc.PortVariables()[0], fc.PortVariables()[1])
	case f.port != 0:
		return passed("it listens on port %d, as in s.yaml, although %s said %d: two of them cannot run side by side here", f.port, fc.PortVariables()[0], f.told)
	case len(f.ports) > 0:
		return failed("it listens on %s, and neither on %d, as the environment said, nor on %d, as in s.yaml", portList(f.ports), f.told, configured)
	case f.untold:
		return skipped("this system does not tell which ports it opened: see BOOT/1")
	default:
		return skipped("it opened no port: see BOOT/1")
	}
}

// staysUp looks at the first process while other cases begin. If it ends, they are
// given up.
func staysUp(ctx context.Context, d *driver) Result {
	f := d.scout(ctx)
	s := f.kept
	if s == nil {
		return judgeScout(bootStays)(ctx, d)
	}
	defer s.close()
	if !s.gone(ctx, d.config.aliveTime) {
		return s.report(bootStays(d, f))
	}
	d.giveUp(notStaying)
	return s.report(failed("%s", firstLine(s.in.ExitError().Message)))
}

func bootStays(d *driver, f *scouting) Result {
	switch {
	case !f.ready:
		return skipped("it was never ready: see BOOT/1")
	case f.exited != "":
		return failed("%s", firstLine(f.exited))
	default:
		return passed("it runs %s after it was ready", d.config.aliveTime)
	}
}

func bootQuick(d *driver, f *scouting) Result {
	got := fmt.Sprintf("ready after %s", f.took.Round(time.Millisecond))
	switch {
	case !f.ready:
		return skipped("it was never ready: see BOOT/1")
	case f.took > d.config.slowStart:
		return failed("%s", got)
	default:
		return passed("%s", got)
	}
}

func bootAgain(ctx context.Context, d *driver) Result {
	first, err := d.start(ctx, start{})
	if err != nil { // the very first start was BOOT/1's
		r := failed("the first start worked, the second does not: %s", firstLine(err.Error()))
		r.Log, r.Repeat = logsOf(err), d.scout(ctx).shown.Repeat+"\nkill -TERM $pid; wait $pid\n"+d.scout(ctx).shown.Repeat
		return r
	}
	exit := first.in.Stop(d.config.StopGrace)
	first.step("kill -TERM $pid; wait $pid")
	first.close()

	second, err := d.start(ctx, start{})
	if err != nil {
		r := failed("the first start worked and was stopped (code %d), the second does not: %s", exit.Code, firstLine(err.Error()))
		first.again()
		return first.report(r)
	}
	defer second.close()
	second.steps = append(first.steps, second.steps...)
	return second.report(passed("it started twice, one after the other"))
}

// logsOf are the lines that a program printed which did not start.
func logsOf(err error) (lines []string) {
	var start *instance.StartError
	if errors.As(err, &start) {
		for _, l := range start.Logs {
			lines = append(lines, l.Text)
		}
	}
	return lines
}

// describeEnd is how a process ended, for people.
func describeEnd(code int, signal string) string {
	if signal != "" {
		return "by the signal " + strings.ToLower(signal)
	}
	return fmt.Sprintf("with code %d", code)
}
