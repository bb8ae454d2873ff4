package emulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// asked is how an Access answers a request that is written out.
func asked(t *testing.T, a Access, request string) (status int, body string) {
	t.Helper()
	reached := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "reached") })
	server := httptest.NewServer(Restrict(reached, a))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestHosts(t *testing.T) {
	t.Parallel()
	named := Access{Names: []string{"host.docker.internal", "*.tunnel.example", "192.168.1.5", "fd00::1"}}
	for _, test := range []struct {
		access Access
		host   string
		want   int
	}{
		{Access{}, "localhost", 200}, {Access{}, "localhost:8700", 200}, {Access{}, "LOCALHOST:1", 200}, {Access{}, "localhost.", 200}, {Access{}, "localhost.:8700", 200},
		{Access{}, "app.localhost:8700", 200}, {Access{}, "127.0.0.1", 200}, {Access{}, "127.0.0.1:8700", 200}, {Access{}, "127.9.8.7", 200},
		{Access{}, "[::1]", 200}, {Access{}, "::1", 200}, {Access{}, "[::1]:8700", 200}, {Access{}, "[0:0:0:0:0:0:0:1]:8700", 200}, {Access{}, "[::ffff:127.0.0.1]:8700", 200},

		{Access{}, "evil.example", 403}, {Access{}, "evil.example:8700", 403}, {Access{}, "localhost.evil.example", 403}, {Access{}, "evillocalhost", 403},
		{Access{}, "127.0.0.1.nip.io", 403}, {Access{}, "128.0.0.1", 403}, {Access{}, "0.0.0.0:8700", 403}, {Access{}, "[::]", 403}, {Access{}, "192.168.1.5", 403},
		{Access{}, "2130706433", 403}, {Access{}, "0x7f.0.0.1", 403}, {Access{}, "127.1", 403}, {Access{}, "0177.0.0.1", 403}, {Access{}, "127.0.0.01", 403},
		{Access{}, "localhost@evil.example", 400}, {Access{}, "evil.example:80@localhost:8700", 400}, // net/http's own
		{Access{}, "[::1%25lo]:8700", 403}, {Access{}, "[fe80::1]", 403}, {Access{}, "[localhost]", 403}, {Access{}, "localhost:x", 403}, {Access{}, "localhost..", 403},
		{Access{}, "localhost:8700:evil.example", 403}, {Access{}, ".localhost.evil.example", 403}, {Access{}, "host.docker.internal", 403},

		{named, "host.docker.internal:8700", 200}, {named, "Host.Docker.Internal", 200}, {named, "a1b2.tunnel.example", 200}, {named, "192.168.1.5:8700", 200}, {named, "[fd00::1]:8700", 200},
		{named, "tunnel.example", 403}, {named, "eviltunnel.example", 403}, {named, "a.tunnel.example.evil.example", 403}, {named, "localhost", 200},
		{Access{AnyHost: true}, "evil.example", 200},
	} {
		status, body := asked(t, test.access, "GET / HTTP/1.1\r\nHost: "+test.host+"\r\n\r\n")
		if status != test.want || (status == 403) != strings.Contains(body, "--allow-host") {
			t.Errorf("Host %q: got %d %q, want %d", test.host, status, body, test.want)
		}
	}
}

func TestHostsByOtherWays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, request string
		want          int
	}{
		{"HTTP/1.0 without a name", "GET / HTTP/1.0\r\n\r\n", 200},
		{"HTTP/1.0 with another's", "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 403},
		{"HTTP/1.1 without a name", "GET / HTTP/1.1\r\n\r\n", 400}, // net/http's own
		{"two names", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400},
		{"a target with a name", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 403},
		{"a target with a name of ours", "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200},
		{"a target with userinfo", "GET http://localhost@evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 403},
		{"the API", "POST " + APIPrefix + "demo/invocations HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n", 403},
		{"a hook's path", "GET /pre-stop HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403},
		{"a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 403},
		{"a WebSocket", "GET /ws HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 403},
		{"a forwarded name changes nothing", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example\r\n\r\n", 200},
	} {
		if status, body := asked(t, Access{}, test.request); status != test.want {
			t.Errorf("%s: got %d %q, want %d", test.name, status, body, test.want)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	const cross = "\r\nSec-Fetch-Site: cross-site"
	named := Access{Names: []string{"app.example", "*.preview.example"}}
	for _, test := range []struct {
		name    string
		access  Access
		method  string
		headers string
		want    int
	}{
		{"a program", Access{}, "POST", "", 200},
		{"a front end on this machine", Access{}, "POST", "Origin: http://localhost:5173\r\nSec-Fetch-Site: same-site", 200},
		{"by another name of it", Access{}, "POST", "Origin: http://127.0.0.1:5173" + cross, 200},
		{"its preflight", Access{}, "OPTIONS", "Origin: http://localhost:5173\r\nAccess-Control-Request-Method: PUT" + cross, 200},
		{"over TLS", Access{}, "GET", "Origin: https://[::1]:5173", 200},
		{"a picture on such a page", Access{}, "GET", "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\nReferer: http://127.0.0.1:5173/" + cross, 200},
		{"the function's own page", Access{}, "POST", "Origin: http://localhost\r\nSec-Fetch-Site: same-origin", 200},
		{"typed by a person", Access{}, "GET", "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document", 200},
		{"a link on another site, or the way back from a login", Access{}, "GET", "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document" + cross, 200},
		{"a site that is named", named, "POST", "Origin: https://app.example" + cross, 200},
		{"one below a domain", named, "POST", "Origin: https://pr-12.preview.example" + cross, 200},
		{"a page by the name that others use", Access{AnyHost: true}, "POST", "Origin: http://192.168.1.5:5173\r\nHost: 192.168.1.5:8700", 200},

		{"another site", Access{}, "GET", "Origin: https://evil.example", 403},
		{"its form", Access{}, "POST", "Origin: https://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document" + cross, 403},
		{"its preflight", Access{}, "OPTIONS", "Origin: https://evil.example\r\nAccess-Control-Request-Method: PUT", 403},
		{"its WebSocket", Access{}, "GET", "Origin: https://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade", 403},
		{"its picture", Access{}, "GET", "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image" + cross, 403},
		{"its picture, with a referrer", Access{}, "GET", "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\nReferer: https://evil.example/" + cross, 403},
		{"its frame", Access{}, "GET", "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe" + cross, 403},
		{"a link that posts", Access{}, "POST", "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document" + cross, 403},
		{"a page without a site", Access{}, "POST", "Origin: null", 403},
		{"two origins", Access{}, "POST", "Origin: http://localhost:5173\r\nOrigin: https://evil.example", 403},
		{"an origin that begins like ours", Access{}, "POST", "Origin: http://localhost.evil.example", 403},
		{"an origin with userinfo", Access{}, "POST", "Origin: http://localhost@evil.example", 403},
		{"userinfo before ours", Access{}, "POST", "Origin: http://evil.example@localhost", 403},
		{"an empty origin", Access{}, "POST", "Origin:", 403},
		{"a browser's extension", Access{}, "POST", "Origin: chrome-extension://abcdef", 403},
		{"any host, and another site", Access{AnyHost: true}, "POST", "Origin: https://evil.example", 403},
		{"a name that is not named", named, "POST", "Origin: https://app.example.evil.example", 403},
		{"a domain itself", named, "POST", "Origin: https://preview.example", 403},
	} {
		headers := test.headers
		if !strings.Contains(headers, "Host:") {
			headers = strings.TrimPrefix(headers+"\r\nHost: localhost:8700", "\r\n")
		}
		status, body := asked(t, test.access, test.method+" / HTTP/1.1\r\n"+headers+"\r\nContent-Length: 0\r\n\r\n")
		if status != test.want || (status == 403) != strings.Contains(body, "--allow-host") {
			t.Errorf("%s: got %d %q, want %d", test.name, status, body, test.want)
		}
	}
}

func TestARefusalSaysWhatToType(t *testing.T) {
	t.Parallel()
	var told []string
	a := Access{Refused: func(why string) { told = append(told, why) }}
	for host, want := range map[string]string{
		"Tunnel.Example:443": "start it with --allow-host tunnel.example\n", "a$(id).example": "start it with --allow-host NAME\n",
		strings.Repeat("long", 60): "start it with --allow-host NAME\n",
	} {
		if _, body := asked(t, a, "GET / HTTP/1.1\r\nHost: "+host+"\r\n\r\n"); !strings.HasSuffix(body, want) || len(body) > 400 {
			t.Errorf("Host %q: got %q, want ... %q", host, body, want)
		}
	}
	if _, body := asked(t, a, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nOrigin: https://app.example\r\n\r\n"); !strings.HasSuffix(body, "--allow-host app.example\n") || !strings.Contains(body, "https://app.example:") {
		t.Errorf("got %q", body)
	}
	if len(told) != 4 {
		t.Errorf("told of %q", told)
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]bool{
		"host.docker.internal": true, "*.ngrok-free.app": true, "192.168.1.5": true, "fd00::1": true, "My-Host": true,
		"": false, "*": false, "*.": false, "a*.example": false, "http://x": false, "x:80": false, "a b": false, "x/y": false, "u@x": false, "[::1]:80": false,
	} {
		if why := CheckName(name); (why == "") != good {
			t.Errorf("CheckName(%q) = %q", name, why)
		}
	}
}
