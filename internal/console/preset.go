package console

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/manifest"
)

// preset fills the Test form.
type preset struct {
	Name    string      `json:"-"`
	Method  string      `json:"method,omitempty"`
	Path    string      `json:"path,omitempty"`
	Headers [][2]string `json:"headers,omitempty"`
	Body    string      `json:"body"`
}

// JSON is the preset for the page's script.
func (p preset) JSON() (string, error) {
	data, err := json.Marshal(p)
	return string(data), err
}

// httpPresets are requests to start from.
func httpPresets() []preset {
	as := func(media string) [][2]string { return [][2]string{{"Content-Type", media}} }
	return []preset{
		{Name: "GET /", Method: "GET", Path: "/"},
		{Name: "GET with a query", Method: "GET", Path: "/?name=world"},
		{Name: "POST JSON", Method: "POST", Path: "/", Headers: as("application/json"), Body: "{\n  \"name\": \"world\"\n}"},
		{Name: "POST a form", Method: "POST", Path: "/", Headers: as("application/x-www-form-urlencoded"), Body: "name=world&count=3"},
		{Name: "POST text", Method: "POST", Path: "/", Headers: as("text/plain; charset=utf-8"), Body: "hello"},
		{Name: "PUT JSON", Method: "PUT", Path: "/items/1", Headers: as("application/json"), Body: "{\n  \"name\": \"world\"\n}"},
		{Name: "DELETE", Method: "DELETE", Path: "/items/1"},
	}
}

// eventPresets are payloads to start from: among them, what the function's own
// timer triggers send, and what each kind of trigger does.
func eventPresets(timers []manifest.Timer, now time.Time) []preset {
	list := []preset{
		{Name: "Empty", Body: ""},
		{Name: "JSON", Body: "{\n  \"name\": \"world\"\n}"},
	}
	for _, t := range timers {
		list = append(list, preset{Name: "Timer trigger " + t.Name + ", now", Body: string(event.Timer(t.Name, t.Payload, now))})
	}
	for _, s := range event.Samples() {
		list = append(list, preset{Name: s.Title, Body: strings.TrimSuffix(string(s.Data), "\n")})
	}
	return list
}
