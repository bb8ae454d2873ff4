package emulator

import (
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Access says whose requests reach a function that runs on somebody's own
// machine. Programs are let in; pages in the browser only if they are of this
// machine, or are named.
type Access struct {
	// AnyHost leaves out the check of the name that a request was sent to. It is
	// for listeners that other machines reach, under names that cannot be known.
	AnyHost bool
	// Names are other hosts that are let in, both as the name of this machine
	// and as the site of a page: "host.docker.internal", or "*.example.com" for
	// all below a domain.
	Names []string
	// Refused is told why a request was not let in; may be nil.
	Refused func(why string)
}

// CheckName reports what is wrong with one of Names, "" if nothing is.
func CheckName(name string) string {
	host := strings.TrimPrefix(name, "*.")
	switch {
	case strings.Contains(name, "://"), strings.ContainsAny(name, "/?#@"):
		return "a host name, not a URL"
	case nameOf(host) != host && !strings.EqualFold(nameOf(host), host):
		return "a host name without a port"
	case host == "" || strings.ContainsAny(host, "*: \t") && !isAddress(host):
		return `a host name, or "*." and a domain`
	}
	return ""
}

// Restrict lets through to next the requests that Access allows. A name that
// somebody's DNS lets mean this machine does not (DNS rebinding), nor do the
// requests of other sites' pages, however simple; a person who follows a link
// from there to here does.
func Restrict(next http.Handler, a Access) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		why := a.strangeHost(r)
		if why == "" {
			why = a.strangePage(r)
		}
		if why == "" {
			next.ServeHTTP(w, r)
			return
		}
		if a.Refused != nil {
			a.Refused(why)
		}
		h := w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Connection", "close") // the rest of the request is not read
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, why+"\n")
	})
}

// strangeHost says why the name in a request is none of this machine. A request
// of HTTP/1.0 may have no name; no browser sends such a one.
func (a Access) strangeHost(r *http.Request) string {
	name := nameOf(r.Host)
	if a.AnyHost || r.Host == "" || a.known(name) {
		return ""
	}
	return fmt.Sprintf("fcgen dev refused a request for the host %q: it answers to the names of this machine, such as localhost. "+
		"To let this name in, start it with --allow-host %s", shortened(r.Host), suggested(name))
}

// strangePage says why the page that a request comes from is a stranger's.
func (a Access) strangePage(r *http.Request) string {
	origins := r.Header["Origin"]
	for _, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.User != nil || !a.knownPage(r, nameOf(u.Host)) {
			name := ""
			if err == nil {
				name = nameOf(u.Host)
			}
			return refusedPage(origin, name)
		}
	}
	if len(origins) > 0 || r.Header.Get("Sec-Fetch-Site") != "cross-site" {
		return ""
	}
	// Pictures, scripts and links come without an Origin.
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" {
		return ""
	}
	u, err := url.Parse(r.Referer())
	if err == nil && u.Host != "" && u.User == nil && a.knownPage(r, nameOf(u.Host)) {
		return ""
	}
	if err == nil && u.Host != "" {
		return refusedPage(u.Scheme+"://"+u.Host, nameOf(u.Host))
	}
	return refusedPage("another site", "")
}

func refusedPage(page, name string) string {
	return fmt.Sprintf("fcgen dev refused a request of a page of %s: only pages of this machine may call the function. "+
		"To let a site in, start it with --allow-host %s", shortened(page), suggested(name))
}

// knownPage reports whether pages of a host may call: this machine's, those that
// are named, and those that came from where the request goes.
func (a Access) knownPage(r *http.Request, name string) bool {
	return a.known(name) || name != "" && name == nameOf(r.Host)
}

func (a Access) known(name string) bool {
	if addr, err := netip.ParseAddr(name); err == nil && addr.Zone() == "" && addr.Unmap().IsLoopback() {
		return true
	}
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761, 6.3
		return true
	}
	for _, allowed := range a.Names {
		allowed = strings.ToLower(allowed)
		if domain, below := strings.CutPrefix(allowed, "*"); below && strings.HasSuffix(name, domain) || name == allowed {
			return name != ""
		}
	}
	return false
}

// nameOf is the name or address in a Host, in lower case, without port,
// brackets and the dot of the root. What is no host is returned as it is, and no
// name that is known.
func nameOf(host string) string {
	name := host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && (strings.HasSuffix(host[:i], "]") || strings.IndexByte(host, ':') == i) {
		if strings.Trim(host[i+1:], "0123456789") != "" {
			return host
		}
		name = host[:i]
	}
	if inner, ok := strings.CutPrefix(name, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); !ok || !strings.Contains(inner, ":") {
			return host
		}
		name = inner
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

func isAddress(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

// suggested is a name as it can be typed, if it is one.
func suggested(name string) string {
	if name == "" || len(name) > 100 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_:") != "" {
		return "NAME"
	}
	return name
}

// shortened is somebody's text in a sentence.
func shortened(text string) string {
	const most = 100
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r != '…' {
			return '?'
		}
		return r
	}, text)
}
