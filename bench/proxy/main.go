// Command proxy passes requests on with nothing but the standard library's
// reverse proxy: what fcgen dev is measured beside.
//
//	proxy LISTEN-ADDRESS TARGET-URL
package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	target, err := url.Parse(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	log.SetOutput(io.Discard)
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{MaxIdleConnsPerHost: 256},
	}
	os.Stderr.WriteString(http.ListenAndServe(os.Args[1], proxy).Error() + "\n")
	os.Exit(1)
}
