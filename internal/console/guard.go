package console

import (
	"crypto/subtle"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// tokenHeader carries the page's token. A form cannot set a header and another
// site's script may not, so it stops both.
const tokenHeader = "X-Fcgen-Token"

// policy is the page's Content-Security-Policy: everything from here, nothing
// inline, in nobody's frame.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard refuses requests that no page of ours would make: those by another name
// (DNS rebinding makes a foreign name mean this machine) and those of other sites.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !localHost(r):
			http.Error(w, "the console answers to localhost, 127.0.0.1 and [::1] with its own port only", http.StatusForbidden)
		case !sameOrigin(r):
			http.Error(w, "the console does not answer to other sites", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// localHost reports whether the request names this machine, and the port that
// it came to.
func localHost(r *http.Request) bool {
	host, port := r.Host, "80"
	if h, p, err := net.SplitHostPort(r.Host); err == nil {
		host, port = h, p
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	switch strings.ToLower(host) {
	case "localhost", "127.0.0.1", "::1":
	default:
		return false
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && strconv.Itoa(local.Port) == port
}

// sameOrigin reports whether the request is one of our own page, or of somebody
// who opens it: a link elsewhere may lead to the page and to nothing else.
func sameOrigin(r *http.Request) bool {
	if origins, sent := r.Header["Origin"]; sent {
		for _, origin := range origins {
			if origin != "http://"+r.Host {
				return false
			}
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin":
		return true
	case "none": // typed, or a bookmark
		return r.Method == http.MethodGet
	default:
		return r.Method == http.MethodGet && r.URL.Path == "/" &&
			r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	}
}

// guardAction lets those through who can read the page, in the one media type
// that a form of another site cannot send.
func (c *console) guardAction(act action) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get(tokenHeader)
		if subtle.ConstantTimeCompare([]byte(token), []byte(c.token)) != 1 {
			c.fail(w, &refusal{http.StatusForbidden, "the page's token is missing or of an earlier run: load the page again"})
			return
		}
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
			c.fail(w, &refusal{http.StatusUnsupportedMediaType, "the call must be application/json"})
			return
		}
		answer, err := act(w, r)
		if err != nil {
			c.fail(w, err)
			return
		}
		reply(w, http.StatusOK, answer)
	})
}
