package instance

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"time"
)

// answer is what came back for a request.
type answer struct {
	status   int
	location string
	body     string
}

// get sends a request through the instance's transport.
func get(t *testing.T, in *Instance, method, url string, body io.Reader) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := in.Transport().RoundTrip(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	if response.Request != r {
		t.Error("the answer is not to the request")
	}
	return answer{response.StatusCode, response.Header.Get("Location"), string(text)}
}

func TestTransportKeepsConnections(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	fresh := 0
	for i := range 5 {
		r, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			GotConn: func(info httptrace.GotConnInfo) {
				if !info.Reused {
					fresh++
				}
			},
		}), "GET", fmt.Sprintf("https://host-%d.example/path?q=1", i), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := in.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if want := fmt.Sprintf("GET /path?q=1 host=host-%d.example ", i); !strings.HasPrefix(string(text), want) {
			t.Errorf("the program got %q, want %q", text, want)
		}
		if strings.Contains(string(text), "Accept-Encoding") {
			t.Errorf("something was added: %q", text)
		}
	}
	if fresh != 1 {
		t.Errorf("%d connections were made, want 1", fresh)
	}
}

func TestTransportFollowsNothing(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	if got, want := get(t, in, "GET", "http://x/status/302", nil), (answer{302, "/dump", ""}); got != want {
		t.Errorf("the answer is %+v, want %+v", got, want)
	}
}

func TestTransportUpgrades(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://x/upgrade", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "echo")
	response, err := in.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	both, ok := response.Body.(io.ReadWriter)
	if response.StatusCode != 101 || !ok {
		t.Fatalf("the answer is %d with a %T", response.StatusCode, response.Body)
	}
	fmt.Fprintln(both, "hello")
	if line, err := bufio.NewReader(both).ReadString('\n'); line != "hello\n" {
		t.Errorf("the echo is %q, %v", line, err)
	}
}

func TestTransportTakesManyAtATime(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			body := strings.Repeat("x", i)
			want := fmt.Sprintf("POST /%d host=x length=%d", i, i)
			if got := get(t, in, "POST", fmt.Sprintf("http://x/%d", i), strings.NewReader(body)); !strings.HasPrefix(got.body, want) {
				t.Errorf("the program got %.80q, want %q", got.body, want)
			}
		})
	}
	all.Wait()
}

func TestTransportAfterTheEnd(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	get(t, in, "GET", "http://x/", nil)
	in.Stop(30 * time.Second)
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://x/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := in.Transport().RoundTrip(r); err == nil {
		response.Body.Close()
		t.Error("a program that has ended answers")
	}
}
