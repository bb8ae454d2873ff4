package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// ServeHTTP answers a client's request as the platform does.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, APIPrefix) {
		e.serveAPI(w, r)
		return
	}
	c := e.newCall(CallHTTP, r.Method, shownPath(r))
	if t := e.function.Load().Trigger; t != nil && t.CORS != nil && asksFirst(r) {
		c.record = e.exchanges.record(c, r.Header)
		e.answerAsked(w, r, c, t.CORS)
		return
	}
	c.cors = e.crossOrigin(r)
	async, why := e.admits(r)
	if why != nil || !async {
		c.record = e.exchanges.record(c, r.Header)
	}
	if why == nil && async {
		c.kind = CallAsync
		why = e.passLater(c.job.id, r)
	}
	switch {
	case why != nil:
		e.reject(c, why)
		why.write(w, c.job.id, c.cors)
		return
	case async:
		setCrossOrigin(w.Header(), c.cors)
		accept(w, r, c.job.id)
		return
	}
	if why := e.begin(r.Context(), c); why != nil {
		why.write(w, c.job.id, c.cors)
		return
	}
	e.pass(w, r, c)
}

// APIPrefix begins the paths of the InvokeFunction API (FC 3.0, version 2023-03-30).
const APIPrefix = "/2023-03-30/functions/"

// admits says why an HTTP trigger does not take a request, else whether the
// caller wants to wait for its answer.
func (e *Emulator) admits(r *http.Request) (async bool, why *failure) {
	f := e.function.Load()
	switch {
	case !handlesHTTP(f):
		return false, refused(http.StatusNotFound, fc.CodeTriggerNotFound,
			fmt.Sprintf("function %q has no HTTP trigger", f.Name))
	case f.Trigger != nil && !slices.Contains(f.Trigger.Methods, r.Method):
		return false, refused(http.StatusForbidden, fc.CodeAccessDenied,
			fmt.Sprintf("the HTTP trigger of function %q does not list the method %s", f.Name, r.Method))
	case len(r.RequestURI) > fc.MaxRequestPath:
		return false, refused(http.StatusBadRequest, fc.CodeInvalidArgument, "the path with its query is larger than 4 KB")
	case fc.HeaderSize(r.Header)+len(r.Host) > fc.MaxRequestHeaders:
		return false, refused(http.StatusBadRequest, fc.CodeInvalidArgument, "the request headers are larger than 8 KB")
	case r.ContentLength > fc.MaxBody:
		return false, refused(http.StatusBadRequest, fc.CodeInvalidArgument, errTooLarge.Error())
	}
	if f.Trigger != nil && f.Trigger.Auth != "" && f.Trigger.Auth != "anonymous" {
		e.once("auth", fmt.Sprintf("the HTTP trigger has authType %q: the platform lets nobody in without a signature or token, here anyone may call", f.Trigger.Auth))
	}
	return isAsync(r)
}

// shownPath is the path of a request in events.
func shownPath(r *http.Request) string {
	path := r.URL.RequestURI()
	if len(path) > fc.MaxRequestPath {
		path = path[:fc.MaxRequestPath]
	}
	return path
}
