package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/event"
)

// errCallFailed ends an invoke whose function failed; what it answered is printed.
var errCallFailed = errors.New("the function failed")

// The headings of invoke's flags in the help.
const (
	groupWhom    = "What is called"
	groupEvent   = "As an event"
	groupRequest = "As a request"
)

func invokeCommand() *command {
	return &command{
		name: "invoke", args: "[FUNCTION]", most: 1,
		summary: "call a function that fcgen dev runs, or a deployed one",
		about: `Calls FUNCTION, or the only one, of a running fcgen dev: with a request, if it has
an HTTP trigger, else with an event through InvokeFunction. --event sends what a
trigger of that kind sends. The answer goes to standard output; status, time and
the end of the log go to standard error. If the function fails, the exit code is 1.
With --url, a deployed function is called by the address of its HTTP trigger.`,
		examples: []example{
			{"fcgen invoke --path '/?name=Ada'", "GET, as a browser"},
			{`fcgen invoke -d '{"name": "Ada"}' -H 'Content-Type: application/json'`, "POST"},
			{"fcgen invoke jobs --event oss", "as if an object had been put into a bucket"},
			{"fcgen invoke jobs --timer hourly", "as if the time of this trigger of s.yaml had come"},
			{"fcgen invoke --event timer --print > event.json", "an event to edit; --event-file event.json sends it"},
			{"fcgen invoke --list", "the kinds of events"},
			{"fcgen invoke --url https://demo-abc.cn-hangzhou.fcapp.run", "the deployed function"},
		},
		flags: []flag{
			{name: "port", kind: number, value: "PORT", group: groupWhom, standard: fmt.Sprint(gatewayPort), about: "port of fcgen dev"},
			{name: "url", kind: word, value: "URL", group: groupWhom, about: "address of a deployed function's HTTP trigger"},

			{name: "event", kind: word, value: "KIND", group: groupEvent, values: eventKinds, about: "send a sample event of this kind of trigger; --list shows them"},
			{name: "event-file", kind: word, value: "FILE", group: groupEvent, about: "send what is in FILE as the event; - is standard input"},
			{name: "timer", kind: word, value: "NAME", group: groupEvent, about: "send what this timer trigger of s.yaml sends, now"},
			{name: "api", kind: toggle, group: groupEvent, about: "call InvokeFunction, also if there is an HTTP trigger; --data is the event"},
			{name: "async", kind: toggle, group: groupEvent, about: "do not wait: the platform retries a call that fails"},

			{name: "path", kind: word, value: "PATH", group: groupRequest, standard: "/", about: "path with its query"},
			{name: "method", short: "X", kind: word, value: "METHOD", group: groupRequest, standard: "GET, or POST with --data", about: "method"},
			{name: "header", short: "H", kind: texts, value: "'NAME: VALUE'", group: groupRequest, about: "a header (repeatable)"},
			{name: "data", short: "d", kind: word, value: "TEXT", group: groupRequest, about: "the body; @FILE takes it from a file, @- from standard input"},

			{name: "list", kind: toggle, group: groupOutput, about: "list the kinds of events"},
			{name: "print", kind: toggle, group: groupOutput, about: "print the event of --event and send nothing"},
			{name: "json", kind: toggle, group: groupOutput, about: "print all that came as JSON"},
		},
		run: func(ctx context.Context, p *program, c *cli.Context) error { return p.invoke(ctx, c) },
	}
}

func eventKinds(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, s := range event.Samples() {
		list = append(list, choice{s.Kind, s.Title})
	}
	return list, nil
}

// invocation is what is to be sent.
type invocation struct {
	function string // "" means the only one
	url      string // of a deployed function; "" means fcgen dev at port
	port     int
	event    bool   // by InvokeFunction, whether or not there is an HTTP trigger
	timer    string // whose event is sent; "" means none
	async    bool
	request  bool // flags of a request are given

	method, path string
	headers      [][2]string
	body         []byte
}

func (p *program) invoke(ctx context.Context, c *cli.Context) error {
	if c.Bool("list") {
		return p.listEvents(c.Bool("json"))
	}
	call, err := p.readInvocation(ctx, c)
	if err != nil {
		return err
	}
	if c.Bool("print") {
		if c.String("event") == "" {
			return refusef("--print needs --event").hintf("fcgen invoke --event oss --print")
		}
		_, err := p.out.Write(call.body)
		return err
	}
	return p.send(ctx, call, c.Bool("json"))
}

// listEvents prints the kinds of events.
func (p *program) listEvents(asJSON bool) error {
	type offered struct {
		Kind  string     `json:"kind"`
		Title string     `json:"title"`
		Event rawMessage `json:"event"`
	}
	var list []offered
	var text []byte
	width := 0
	for _, kind := range event.Kinds() {
		width = max(width, len(kind))
	}
	for _, s := range event.Samples() {
		list = append(list, offered{s.Kind, s.Title, rawMessage(s.Data)})
		text = fmt.Appendf(text, "%-*s  %s\n", width, s.Kind, p.msg.of(s.Title))
	}
	if asJSON {
		var err error
		if text, err = encodeJSON(list); err != nil {
			return err
		}
	}
	_, err := p.out.Write(text)
	return err
}

// readInvocation reads the flags.
func (p *program) readInvocation(ctx context.Context, c *cli.Context) (invocation, error) {
	call := invocation{
		function: c.Args().First(), url: c.String("url"), port: gatewayPort, event: c.Bool("api"), async: c.Bool("async"), timer: c.String("timer"),
		method: c.String("method"), path: c.String("path"),
	}
	if err := readPort(c, "port", &call.port); err != nil {
		return call, err
	}
	sources := slices.DeleteFunc([]string{"event", "event-file", "timer", "data"}, func(flag string) bool { return !c.IsSet(flag) })
	asEvent := c.IsSet("event") || c.IsSet("event-file") || c.IsSet("timer")
	for _, flag := range []string{"path", "method", "header"} {
		if c.IsSet(flag) {
			call.request = true
			if asEvent || call.event {
				return call, refusef("--%s is part of a request, and an event has none", flag).hintf("leave out --%s, or what makes it an event", flag)
			}
		}
	}
	call.event = call.event || asEvent
	switch {
	case len(sources) > 1:
		return call, refusef("use either --%s or --%s", sources[0], sources[1])
	case call.url != "" && call.function != "":
		return call, refusef("--url names the function already")
	case call.url != "" && c.IsSet("port"):
		return call, refusef("use either --url or --port")
	case call.url != "" && call.event:
		return call, refusef("--url is the address of an HTTP trigger, which takes no events").
			hintf("without --url the event goes to fcgen dev; s invoke -e EVENT sends one to a deployed function")
	}
	var err error
	if call.headers, err = readHeaders(textsOf(c, "header")); err != nil {
		return call, err
	}
	call.body, err = p.readPayload(ctx, c)
	return call, err
}
