package emulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// The HTTP trigger's corsConfig is played as the Fetch standard describes it
// (https://fetch.spec.whatwg.org/#http-cors-protocol): no text of the platform
// says more than the names of its keys.

// corsPlayed is told once.
const corsPlayed = "corsConfig is played as browsers understand it: the gateway answers their OPTIONS itself and adds the headers to every answer, " +
	"in the place of the function's own. No text says what the platform does with a function's own CORS headers"

// crossOrigin is what a browser of another origin is told with an answer; nil if
// the trigger has no corsConfig, or does not let that origin in.
func (e *Emulator) crossOrigin(r *http.Request) http.Header {
	f := e.function.Load()
	origin := r.Header.Get("Origin")
	if f.Trigger == nil || f.Trigger.CORS == nil || origin == "" {
		return nil
	}
	e.once("cors", corsPlayed)
	c := f.Trigger.CORS
	h := http.Header{}
	switch {
	case slices.Contains(c.Origins, "*") && !c.Credentials:
		h.Set("Access-Control-Allow-Origin", "*")
	case slices.Contains(c.Origins, "*"), slices.ContainsFunc(c.Origins, func(o string) bool { return strings.EqualFold(o, origin) }):
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Vary", "Origin")
	default:
		return nil
	}
	if c.Credentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	if len(c.Exposed) > 0 {
		h.Set("Access-Control-Expose-Headers", strings.Join(c.Exposed, ", "))
	}
	return h
}

// asksFirst reports whether a browser asks before the call itself.
func asksFirst(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// answerAsked tells a browser what the trigger lets other origins do.
func (e *Emulator) answerAsked(w http.ResponseWriter, r *http.Request, c *call, cors *manifest.CORS) {
	h := w.Header()
	for name, values := range e.crossOrigin(r) {
		if name != "Access-Control-Expose-Headers" { // which is of answers to calls
			h[name] = values
		}
	}
	if h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", allowed(cors.Methods, cors.Credentials, r.Header.Get("Access-Control-Request-Method")))
		if wanted := r.Header.Get("Access-Control-Request-Headers"); wanted != "" && len(cors.Headers) > 0 {
			h.Set("Access-Control-Allow-Headers", allowed(cors.Headers, cors.Credentials, wanted))
		}
		if cors.MaxAge > 0 {
			h.Set("Access-Control-Max-Age", strconv.Itoa(cors.MaxAge))
		}
	}
	h.Set(fc.HeaderRequestID, c.job.id)
	w.WriteHeader(http.StatusNoContent)
	e.tellAnswered(c, http.StatusNoContent, h.Clone())
}

// allowed is the list for a browser. To one that sends credentials "*" is a name,
// so it gets what it asked for.
func allowed(list []string, credentials bool, wanted string) string {
	if credentials && slices.Contains(list, "*") {
		return wanted
	}
	return strings.Join(list, ", ")
}

// setCrossOrigin puts the headers into those of an answer.
func setCrossOrigin(answer, cors http.Header) {
	for name, values := range cors {
		if name == "Vary" {
			answer.Add(name, values[0])
			continue
		}
		answer[name] = values
	}
}
