package instance

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// qualifier is the version that runs here (D/078).
const qualifier = "LATEST"

// Header is what the platform adds to a request of that id, for calls of that
// control path ("" adds none): the documented set (D/078) and what else was
// seen in real calls. Its values are shared with other requests: they may be
// replaced, and not changed in place.
func (in *Instance) Header(requestID, control string) http.Header {
	h := make(http.Header, 2*len(in.header))
	in.SetHeader(h, requestID, control)
	return h
}

// SetHeader puts Header over what is in h.
func (in *Instance) SetHeader(h http.Header, requestID, control string) {
	maps.Copy(h, in.header)
	h[fc.HeaderRequestID] = []string{requestID}
	if control != "" {
		h[fc.HeaderControlPath] = []string{control}
	}
	if control == fc.ControlInvoke || control == fc.ControlHTTPInvoke {
		h[fc.HeaderRetryCount] = []string{"0"}
	}
}

// header is what all requests to a function's instance have in common.
func header(f manifest.Function) http.Header {
	keys := runCredentials()
	return http.Header{
		fc.HeaderAccessKeyID:     {keys.id},
		fc.HeaderAccessKeySecret: {keys.key},
		fc.HeaderSecurityToken:   {keys.token},
		fc.HeaderFunctionHandler: {f.Handler},
		fc.HeaderFunctionMemory:  {strconv.Itoa(f.Memory)},
		fc.HeaderFunctionName:    {f.Name},
		fc.HeaderFunctionTimeout: {strconv.Itoa(seconds(f.Timeout))},
		fc.HeaderRegion:          {f.Region},
		fc.HeaderAccountID:       {f.Account},
		fc.HeaderQualifier:       {qualifier},
		fc.HeaderVersionID:       {""},
		fc.HeaderLogProject:      {f.LogProject},
		fc.HeaderLogstore:        {f.Logstore},
	}
}
