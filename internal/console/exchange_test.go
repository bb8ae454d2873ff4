package console

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/secret"
)

func TestACallIsShownWithoutCredentials(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.secrets = secret.NewRedactor()
	f.secrets.Add("correct-horse-battery")
	f.kept = map[string]emulator.Exchange{"1-a": {
		Request: "1-a", Call: emulator.CallHTTP, Method: "POST", Path: "/?q=correct-horse-battery", Status: 201, Version: 7,
		Sent:   emulator.Message{Header: http.Header{"Authorization": {"Bearer own"}, "X-Api-Key": {"own"}, "Accept": {"*/*"}}, Body: []byte("is correct-horse-battery?"), Size: 24},
		Answer: emulator.Message{Header: http.Header{"X-Fc-Security-Token": {"role"}, "Content-Type": {"text/plain"}}, Body: []byte("yes, correct-hor"), Size: 16},
	}}
	site, _ := fresh(t, f, Config{})
	resp, body := get(t, site, "/exchange?id=1-a&version=3", nil)
	var v exchangeView
	if err := json.Unmarshal([]byte(body), &v); err != nil || resp.StatusCode != 200 {
		t.Fatalf("got %d %s", resp.StatusCode, body)
	}
	for _, word := range []string{"correct-h", "own", "role"} {
		if strings.Contains(body, word) {
			t.Errorf("the page gets %q:\n%s", word, body)
		}
	}
	if v.Method != "POST" || v.Status != 201 || v.Text != "Created" || v.Ended || v.Version != 7 ||
		v.Sent.Body != "is "+secret.Redacted+"?" || v.Answer.Body != "yes, " || v.Answer.Size != 16 {
		t.Errorf("the page gets %+v", v)
	}
	if want := "[[Accept */*] [Authorization [redacted]] [X-Api-Key [redacted]]]"; fmt.Sprint(v.Sent.Headers) != want {
		t.Errorf("headers: got %v, want %s", v.Sent.Headers, want)
	}
	if resp, body := get(t, site, "/exchange?id=1-b", nil); resp.StatusCode != 404 || !strings.Contains(body, "nothing is kept") {
		t.Errorf("of another one it gets %d %s", resp.StatusCode, body)
	}
}

func TestAReplaySendsWhatItsCallerSent(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.kept = map[string]emulator.Exchange{
		"1-a": {Call: emulator.CallHTTP, Method: "PUT", Path: "/a%20b?q=%2F", Sent: emulator.Message{
			Header: http.Header{"Authorization": {"Bearer own"}, "X-Two": {"1", "2"}}, Body: []byte{0, 0xff, 'x'}, Size: 3}},
		"1-e": {Call: emulator.CallEvent, Sent: emulator.Message{Body: []byte("payload"), Size: 7}},
		"1-l": {Call: emulator.CallHTTP, Sent: emulator.Message{Header: http.Header{}, Body: []byte("beginning"), Size: 1 << 20}},
	}
	var got string
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprintf("%s %s %v %v %q %d", r.Method, r.RequestURI, r.Header["Authorization"], r.Header["X-Two"], body, r.ContentLength)
		w.Header().Set("X-Fc-Request-Id", "1-new")
	}
	site, token := fresh(t, f, Config{})
	status, body := post(t, site, token, "/api/replay", `{"id":"1-a"}`)
	if want := `PUT /a%20b?q=%2F [Bearer own] [1 2] "\x00\xffx" 3`; got != want {
		t.Errorf("the gateway got %s, want %s", got, want)
	}
	if began, _, _ := strings.Cut(body, "\n"); status != 200 || began != `{"began":"1-new"}` || lastAnswer(t, body).Request != "1-new" {
		t.Errorf("the page got %d %s", status, body)
	}
	if status, body := post(t, site, token, "/api/replay", `{"id":"1-e"}`); status != 200 || lastAnswer(t, body).Body != "payload" {
		t.Errorf("of an event the page got %d %s", status, body)
	}
	for id, want := range map[string]string{"1-l": "the first 65536 are kept", "1-x": "nothing is kept"} {
		if status, body := post(t, site, token, "/api/replay", `{"id":"`+id+`"}`); status != 409 || !strings.Contains(body, want) {
			t.Errorf("of %s the page got %d %s", id, status, body)
		}
	}
}

func TestFaultsAreSwitched(t *testing.T) {
	t.Parallel()
	f := newFake()
	site, token := fresh(t, f, Config{})
	status, body := post(t, site, token, "/api/faults", `{"faults":["crash*2","prestop=500"]}`)
	want := emulator.Faults{Crash: true, CrashTimes: 2, PreStop: "500"}
	if f.Faults() != want || status != 200 || body != `{"faults":["crash*2","prestop=500"]}` {
		t.Errorf("got %d %s, and %+v", status, body, f.Faults())
	}
	if status, body := post(t, site, token, "/api/faults", `{"faults":["fire"]}`); status != 400 || !strings.Contains(body, "fire") || f.Faults() != want {
		t.Errorf("an unknown one got %d %s, and %+v", status, body, f.Faults())
	}
	if status, _ := post(t, site, token, "/api/faults", `{"faults":[]}`); status != 200 || f.Faults() != (emulator.Faults{}) {
		t.Errorf("none got %d, and %+v", status, f.Faults())
	}
}
