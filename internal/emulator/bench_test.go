package emulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkGateway and BenchmarkReverseProxy make the same calls of the same
// kind of process: the difference is what the platform costs.
func BenchmarkGateway(b *testing.B) {
	g := newBench(b, func(c *Config) { c.Function.Concurrency = 100 })
	calls(b, g.url)
}

// BenchmarkKeepingGateway is the gateway with a console behind it.
func BenchmarkKeepingGateway(b *testing.B) {
	g := newBench(b, func(c *Config) { c.Function.Concurrency, c.ExchangeBytes = 100, 32<<20 })
	calls(b, g.url)
}

func BenchmarkReverseProxy(b *testing.B) {
	g := newBench(b, func(c *Config) { c.FreezeAfter = -1 })
	g.get("/")
	in := g.pool.lives[0].in
	proxy := &httputil.ReverseProxy{
		Rewrite:    func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "instance" },
		Transport:  in.Transport(),
		BufferPool: newBuffers(),
	}
	server := httptest.NewServer(proxy)
	defer server.Close()
	calls(b, server.URL)
}

// calls makes calls one after the other, then many at a time, and reports the
// median of the first and the rate of the second.
func calls(b *testing.B, url string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	defer client.CloseIdleConnections()
	call := func() time.Duration {
		start := time.Now()
		response, err := client.Get(url + "/")
		if err != nil {
			b.Error(err)
			return 0
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		return time.Since(start)
	}
	for range 200 {
		call()
	}
	b.Run("alone", func(b *testing.B) {
		var times []time.Duration
		for b.Loop() {
			times = append(times, call())
		}
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
	})
	b.Run("crowd", func(b *testing.B) {
		start := time.Now()
		var crowd sync.WaitGroup
		work := make(chan struct{})
		for range 32 {
			crowd.Go(func() {
				for range work {
					call()
				}
			})
		}
		n := 0
		for b.Loop() {
			work <- struct{}{}
			n++
		}
		close(work)
		crowd.Wait()
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "calls/s")
	})
}
