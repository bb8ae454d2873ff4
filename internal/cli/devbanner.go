package cli

import (
	"context"
	"strings"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
)

// banner says what is run and where.
func (d *devRun) banner(ctx context.Context) error {
	f, say := d.it.function, d.p.msg.sayf
	where := d.p.msg.of("no s.yaml")
	if f.File != "" {
		where = d.p.shown(f.File)
	}
	say("function  %s (%s)", f.Name, where)
	say("runs      %s", d.it.about)
	say("gateway   %s", d.gateway.url)
	if d.console != nil {
		say("console   %s", d.console.url)
	}
	say("API       %s", d.apiURL())
	say("hooks     %s", d.hooks())
	if f.Hooks[initializer].Configured {
		say("policy    %s", strings.Join(wrap(d.settings.emulator.InitFailure.Text(), columns-10), "\n          "))
	}
	if !onlyHere(d.gateway.listener.Addr()) {
		say("network   other machines can call the function, under any host name")
	} else if inNetwork() {
		say("network   the function listens on all interfaces, as the platform demands:\n          other machines can reach its own ports while it runs")
	}
	if err := d.debugBanner(ctx); err != nil {
		return err
	}
	if f.File != "" && f.Trigger == nil {
		say("try       curl -d '{}' %s", d.apiURL())
	} else {
		say("try       curl -i %s/", d.gateway.url)
	}
	for _, note := range d.it.notes {
		d.notice("%s", note)
	}
	return nil
}

// initializer is the hook that a policy is about.
const initializer = "initializer"

// hooks lists the hooks that are called.
func (d *devRun) hooks() string {
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
func (d *devRun) apiURL() string {
	return d.gateway.url + emulator.APIPrefix + d.it.function.Name + "/invocations"
}
