package instance

import (
	"context"
	"net"
	"net/http"
	"time"
)

// transport carries requests to one instance, whatever host their URL names.
type transport struct {
	http *http.Transport
	host string // the URL host of every request, so that all share the open connections
}

// Transport carries requests to the instance over connections that stay open,
// as the platform's do (D/126). Requests may have any URL host. It follows no
// redirects and decodes nothing; it sends a request a second time only if it is
// idempotent and the connection turned out to be closed, as the platform does
// (question 50 of the FAQ, https://github.com/aliyun-fc/fc-docs).
func (in *Instance) Transport() http.RoundTripper { return in.transport }

func newTransport(in *Instance) *transport {
	return &transport{http: newHTTP(in, 32<<10), host: "instance"}
}

// newHTTP is a plain HTTP/1.1 client with buffers of that many bytes.
func newHTTP(in *Instance, buffer int) *http.Transport {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", in.found.Load().String())
		},
		Protocols:              protocols,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    256, // an instance takes 200 requests at a time at most (S/09)
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		ReadBufferSize:         buffer,
		WriteBufferSize:        buffer,
	}
}

// RoundTrip sends a request to the instance.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == t.host && r.URL.Scheme == "http" {
		return t.http.RoundTrip(r)
	}
	sent, url := *r, *r.URL
	url.Scheme, url.Host = "http", t.host
	sent.URL = &url
	if sent.Host == "" {
		sent.Host = r.URL.Host
	}
	response, err := t.http.RoundTrip(&sent)
	if response != nil {
		response.Request = r
	}
	return response, err
}

// close drops the connections that nobody uses.
func (t *transport) close() { t.http.CloseIdleConnections() }
