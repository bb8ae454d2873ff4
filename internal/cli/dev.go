package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/instance"
)

// The ports of dev.
const (
	gatewayPort = 8700
	consolePort = 8701
)

// defaultIdle is when dev stops an instance that is not called.
const defaultIdle = 5 * time.Minute

// The headings of dev's flags in the help.
const (
	groupCalls    = "Where calls go"
	groupInstance = "Instances"
	groupRehearse = "What goes wrong"
	groupDebug    = "Debugger"
	groupOutput   = "What is told"
)

func devCommand() *command {
	return &command{
		name: "dev", args: "[DIR]", most: 1, starts: true,
		summary: "run a function here as the platform does",
		about: `Runs the function in DIR, or here, as Function Compute does: starts instances when
calls need them, waits for their port, calls the initializer, freezes them between
calls, calls the pre-stop, stops them. If s.yaml has several functions, all that can be run
here are run. What is run: COMMAND, in DIR, else the Go
program in DIR, which is built, else the command of s.yaml with the code's folder for /code.
A change builds and replaces the instances; the address stays. The log goes to
standard output, everything else to standard error. Ctrl-C stops the instances with
their pre-stop and ends with 0; a second one, more than a second later, kills them and
ends with 130.
Calls are taken under the names of this machine and from its own pages only: see
--allow-host. The function itself listens on all interfaces, as the platform demands,
so other machines in your network can reach its ports while it runs. What looks like
a credential is redacted in the log, the console and the events file.`,
		examples: []example{
			{"fcgen dev", "in a project: builds it, runs it, builds it again at every change"},
			{"fcgen dev api -- python3 app.py", "any server in any language, with the s.yaml in api"},
			{"fcgen dev --init-failure next-call --fault init=500*2", "rehearses an initializer that fails twice"},
			{"fcgen dev --debug", "for breakpoints: Delve waits on port 2345 for your editor"},
			{"fcgen dev --max-instances 1 --no-freeze --env LOG_LEVEL=debug", "one instance that stays awake"},
			{"fcgen dev --port 0 --no-console --events events.ndjson", "for programs: any port, and a file of what happens"},
		},
		flags: devFlags(),
		words: folders,
		run:   func(ctx context.Context, p *program, c *cli.Context) error { return p.dev(ctx, c) },
	}
}

func devFlags() []flag {
	return slices.Concat([]flag{
		{name: "port", kind: number, value: "PORT", group: groupCalls, standard: fmt.Sprint(gatewayPort),
			about: "port for calls; 0 takes a free one. Of several functions, each has the next port"},
		{name: "host", kind: word, value: "ADDRESS", group: groupCalls, standard: "127.0.0.1",
			about: "address for calls; 0.0.0.0 lets other machines call, under any host name"},
		{name: "allow-host", kind: texts, value: "NAME", group: groupCalls,
			about: "also take calls to this host name, and from pages of that site, such as host.docker.internal or *.ngrok-free.app (repeatable)"},
		{name: "console-port", kind: number, value: "PORT", group: groupCalls, standard: fmt.Sprint(consolePort),
			about: "port for the console, on this machine only; 0 takes a free one"},
		{name: "no-console", kind: toggle, group: groupCalls, about: "no console"},
		{name: "open", kind: toggle, group: groupCalls, about: "open the console in the browser"},

		{name: "resource", kind: word, value: "ID", group: groupFunction, about: "run only this function of s.yaml"},
		templateFlag(groupFunction), overlayFlag(groupFunction),
	}, environmentFlags(groupFunction), []flag{
		{name: "timers", kind: toggle, group: groupFunction, about: "let the timer triggers of s.yaml fire, in UTC or the zone of their CRON_TZ"},
		{name: "no-reload", kind: toggle, group: groupFunction, about: "do not look for changes"},

		{name: "max-instances", kind: number, value: "N", group: groupInstance, standard: fmt.Sprint(emulator.DefaultMaxInstances),
			about: "instances at a time; calls beyond wait"},
		{name: "prestart", kind: toggle, group: groupInstance, about: "create an instance before the first call"},
		{name: "idle", kind: span, value: "TIME", group: groupInstance, standard: shortDuration(defaultIdle),
			about: "stop an instance that was not called for so long; 0 never does"},
		{name: "no-freeze", kind: toggle, group: groupInstance, about: "let instances run between calls"},
		{name: "start-timeout", kind: span, value: "TIME", group: groupInstance, standard: shortDuration(instance.StartTimeout),
			about: "how long a port may take to open"},
		{name: "grace", kind: span, value: "TIME", group: groupInstance, standard: shortDuration(emulator.DefaultStopGrace),
			about: "between SIGTERM and SIGKILL"},

		{name: "debug", kind: optional, value: "PORT", group: groupDebug, standard: fmt.Sprint(debugPort),
			about: "run the Go program in Delve, which listens on PORT, 0 being any, for your editor. There is one instance at a time, it is not frozen, and no time limit holds. A command is started as it is, for a debugger of its own"},
		{name: "debug-wait", kind: toggle, group: groupDebug,
			about: "hold the program before its first line until an editor lets it continue: for breakpoints in main and in the initializer"},
		{name: "write", kind: toggle, group: groupDebug, about: "write the configuration for VS Code and GoLand that is otherwise printed"},

		{name: "init-failure", kind: word, value: "POLICY", group: groupRehearse, values: initPolicies, standard: string(emulator.Policies()[0]),
			about: "what follows a failed initializer: the platform's texts differ"},
		{name: "init-tries", kind: number, value: "N", group: groupRehearse, standard: fmt.Sprint(emulator.DefaultInitTries),
			about: "how often a failed initializer is called in all before the call fails; 0 has no limit, as the platform"},
		{name: "init-rid", kind: word, value: "FORM", group: groupRehearse, standard: string(emulator.RequestIDUUID), values: fixed(
			choice{string(emulator.RequestIDUUID), "one of its own"},
			choice{string(emulator.RequestIDInvoke), "that of the call which created the instance"}),
			about: "request id of the initializer"},
		{name: "fault", kind: texts, value: "FAULT", group: groupRehearse, values: faults,
			about: "make something fail: init=500, init=400*2 (twice), init=timeout, init=dropped, slow-start=10s, crash, prestop=500, prestop=timeout, prestop=dropped; repeat it"},

		{name: "events", kind: word, value: "FILE", group: groupOutput, about: "write what happens to FILE, one JSON object a line"},
	})
}

// folders stands for the folders that the shell knows.
func folders(*generator.Catalog) ([]choice, error) { return []choice{{completeFolders, ""}}, nil }

func initPolicies(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, policy := range emulator.Policies() {
		list = append(list, choice{string(policy), policy.Text()})
	}
	return list, nil
}

func faults(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, form := range emulator.FaultForms() {
		list = append(list, choice{form, ""})
	}
	return list, nil
}
