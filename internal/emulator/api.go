package emulator

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// serveAPI answers InvokeFunction as the platform's API does. Whoever signs may,
// and so may whoever does not: signatures are neither checked nor passed on.
func (e *Emulator) serveAPI(w http.ResponseWriter, r *http.Request) {
	c := e.newCall(CallEvent, fc.InvokeMethod, fc.InvokePath)
	id := c.job.id
	async, v, why := e.readInvocation(r)
	if why == nil && async {
		c.kind = CallAsync
		why = e.invokeLater(id, v)
	}
	switch {
	case why != nil:
		e.reject(c, why)
		why.write(w, id, nil)
		return
	case async:
		accept(w, r, id)
		return
	}
	result := e.invoke(r.Context(), c, v)
	h := w.Header()
	h.Set(fc.HeaderRequestID, id)
	h.Set(fc.HeaderInvocationDuration, strconv.FormatInt(result.Duration.Milliseconds(), 10))
	h.Set(fc.HeaderMaxMemoryUsage, strconv.FormatFloat(result.memory, 'f', 2, 64))
	h.Set(fc.HeaderServiceVersion, "LATEST")
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Length", strconv.Itoa(len(result.Body)))
	if result.InstanceID != "" {
		h.Set(fc.HeaderInstanceID, result.InstanceID)
	}
	if c.life != nil {
		if sum := c.life.gen.checksum(); sum != "" {
			h.Set(fc.HeaderCodeChecksum, sum)
		}
	}
	if result.ErrorType != "" {
		h.Set(fc.HeaderErrorType, result.ErrorType)
	}
	if result.ErrorType != "" && result.ErrorType != fc.ErrorHandled {
		h.Set("Content-Type", "application/json")
	}
	// A log that several calls write is nobody's (D/108).
	if v.log && e.function.Load().Concurrency == 1 {
		h.Set(fc.HeaderLogResult, base64.StdEncoding.EncodeToString(result.Log))
	}
	w.WriteHeader(result.Status)
	_, _ = w.Write(result.Body) // the client may be gone
}

// readInvocation reads a request of the API.
func (e *Emulator) readInvocation(r *http.Request) (async bool, v invocation, why *failure) {
	escaped, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.EscapedPath(), APIPrefix), "/invocations")
	name, err := url.PathUnescape(escaped)
	switch f := e.function.Load(); {
	case !ok || err != nil || strings.Contains(escaped, "/"):
		return false, v, refused(http.StatusBadRequest, fc.CodePathNotSupported,
			fmt.Sprintf("the local platform answers POST %s{name}/invocations only", APIPrefix))
	case r.Method != http.MethodPost:
		return false, v, refused(http.StatusMethodNotAllowed, fc.CodeMethodNotAllowed,
			fmt.Sprintf("a function is invoked with POST, not with %s", r.Method))
	case name != f.Name:
		return false, v, refused(http.StatusNotFound, fc.CodeFunctionNotFound, fmt.Sprintf("function '%s' does not exist", name))
	}

	async, why = isAsync(r)
	log := r.Header.Get(fc.HeaderLogType)
	switch {
	case why != nil:
		return false, v, why
	case !slices.Contains([]string{"", "None", "Tail"}, log):
		return false, v, refused(http.StatusBadRequest, fc.CodeInvalidArgument,
			fmt.Sprintf("%s must be None or Tail, not %q", fc.HeaderLogType, log))
	}
	limit := int64(fc.MaxBody)
	if async {
		limit = fc.MaxAsyncBody
	}
	body, why := readBody(r, limit)
	if why != nil {
		return false, v, why
	}
	return async, invocation{payload: body, qualifier: r.URL.Query().Get("qualifier"), log: log == "Tail"}, nil
}
