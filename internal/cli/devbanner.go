package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
)

// banner says what is run and where.
func (r *devRun) banner(ctx context.Context) error {
	say, first := r.p.msg.sayf, r.functions[0]
	several := len(r.functions) > 1
	for _, d := range r.functions {
		d.functionBanner()
		if d.page != nil {
			say("console   %s", d.pageURL())
		}
		if !several {
			say("API       %s", d.apiURL())
		}
		say("hooks     %s", d.hooks())
	}
	if several {
		say("API       %sNAME/invocations", first.gateway.url+emulator.APIPrefix)
	}
	if slices.ContainsFunc(r.functions, func(d *devFunction) bool { return d.it.function.Hooks[initializer].Configured }) {
		say("policy    %s", strings.Join(wrap(r.settings.emulator.InitFailure.Text(), columns-10), "\n          "))
	}
	switch {
	case !onlyHere(first.gateway.listener.Addr()):
		say("network   other machines can call the function, under any host name")
	case inNetwork():
		say("network   the function listens on all interfaces, as the platform demands:\n          other machines can reach its own ports while it runs")
	}
	if err := first.debugBanner(ctx); err != nil {
		return err
	}
	if f := first.it.function; f.File != "" && f.Trigger == nil {
		say("try       curl -d '{}' %s", first.apiURL())
	} else {
		say("try       curl -i %s/", first.gateway.url)
	}
	for _, d := range r.functions {
		for _, note := range d.it.notes {
			d.notice("%s", note)
		}
	}
	return nil
}

// functionBanner says what one function is and where it is called.
func (d *devFunction) functionBanner() {
	f, say := d.it.function, d.p.msg.sayf
	where := d.p.msg.of("no s.yaml")
	if f.File != "" {
		where = d.p.shown(f.File)
	}
	say("function  %s (%s)", f.Name, where)
	say("runs      %s", d.it.about)
	say("gateway   %s", d.gateway.url)
}

// pageURL is where the function's console is.
func (d *devFunction) pageURL() string {
	if base := d.pageBase(); base != "" {
		return d.console.url + base + "/"
	}
	return d.console.url
}

// initializer is the hook that a policy is about.
const initializer = "initializer"

// hooks lists the hooks that are called.
func (d *devFunction) hooks() string {
	var list []string
	for _, h := range fc.Hooks() {
		if hook := d.it.function.Hooks[h.Name]; hook.Configured {
			list = append(list, d.p.msg.sprintf("%s (%s %s, at most %s)", h.Name, h.Method, h.Path, shortDuration(hook.Timeout)))
		}
	}
	if len(list) == 0 {
		return d.p.msg.of("none")
	}
	return strings.Join(list, ", ")
}

// apiURL is where the InvokeFunction API is called.
func (d *devFunction) apiURL() string {
	return d.gateway.url + emulator.APIPrefix + d.it.function.Name + "/invocations"
}
