package cli

import (
	"context"
	"sync"

	"github.com/fcgen/fcgen/internal/console"
	"github.com/fcgen/fcgen/internal/emulator"
)

// listen opens the ports, so that nothing is started if one is taken. Each
// function has the next one after that of the function before it.
func (r *devRun) listen(ctx context.Context) error {
	refused := r.tellRefused()
	var all emulator.Functions
	port := r.settings.port
	for _, d := range r.functions {
		gateway, err := listen(ctx, "port", r.settings.host, port)
		if err != nil {
			return err
		}
		d.gateway = newDevServer(gateway, r.p.msg.w)
		all = append(all, emulator.Served{Function: d.current, URL: d.gateway.url, Handler: d.gateway.gate})
		port = r.nextPort(port)
	}
	for _, d := range r.functions {
		d.gateway.server.Handler = emulator.Restrict(d.route(all), emulator.Access{
			AnyHost: !onlyHere(d.gateway.listener.Addr()), Names: r.settings.hosts, Refused: refused,
		})
	}
	return r.listenConsole(ctx)
}

// nextPort is the one after a function's, past the console's; 0 is any.
func (r *devRun) nextPort(port int) int {
	if port == 0 {
		return 0
	}
	port++
	if r.settings.console && port == r.settings.consolePort {
		port++
	}
	return port
}

// listenConsole opens the console's port. Of several functions each has its page.
func (r *devRun) listenConsole(ctx context.Context) error {
	if !r.settings.console {
		return nil
	}
	listener, err := listen(ctx, "console-port", "127.0.0.1", r.settings.consolePort)
	if err != nil {
		return err
	}
	r.console = newDevServer(listener, r.p.msg.w)
	if len(r.functions) == 1 {
		r.functions[0].page = r.console.gate
		return nil
	}
	links := r.pageLinks()
	var pages console.Pages
	for i, d := range r.functions {
		d.page = newGate()
		pages = append(pages, console.Page{Link: links[i], Handler: d.page})
	}
	r.console.server.Handler = pages
	return nil
}

// pagesPrefix begins the paths of a function's console, where there are several.
const pagesPrefix = "/functions/"

// pageLinks lead to the console of each function, if they are several.
func (r *devRun) pageLinks() []console.Link {
	if len(r.functions) == 1 {
		return nil
	}
	var links []console.Link
	for _, d := range r.functions {
		links = append(links, console.Link{Name: d.first.Name, Path: d.pageBase() + "/"})
	}
	return links
}

// pageBase begins the paths of the function's console.
func (d *devFunction) pageBase() string {
	if len(d.functions) == 1 {
		return ""
	}
	return pagesPrefix + d.first.Resource
}

// serve lets requests come in; they wait until there is a program.
func (r *devRun) serve() (failed <-chan error) {
	errs := make(chan error, len(r.functions)+1)
	for _, d := range r.functions {
		d.gateway.serve(errs)
	}
	if r.console != nil {
		r.console.serve(errs)
	}
	return errs
}

func (r *devRun) closeServers() {
	for _, d := range r.functions {
		if d.gateway != nil {
			d.gateway.close()
		}
	}
	if r.console != nil {
		r.console.close()
	}
}

// tellRefused returns what tells of requests that were not let in: each reason
// once, and not for ever, since anybody can think of more.
func (r *devRun) tellRefused() func(why string) {
	const most = 20
	var mu sync.Mutex
	told := map[string]bool{}
	return func(why string) {
		mu.Lock()
		defer mu.Unlock()
		if !told[why] && len(told) < most {
			told[why] = true
			r.notice("%s", why)
		}
	}
}
