package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
)

// Served is a function that can be called.
type Served struct {
	Function func() manifest.Function // as it is configured now
	URL      string                   // of its gateway
	Handler  http.Handler             // an Emulator, or what waits for one
}

// Functions is the http.Handler of the API of several functions: an invocation
// goes to the one that it names, so SDK calls from one function to another find
// it. It knows ListFunctions and ListTriggers too, as far as is needed to call
// them: names, and the addresses of HTTP triggers.
type Functions []Served

// IsAPI reports whether a request is one of the API.
func IsAPI(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, APIPrefix) || r.URL.Path == strings.TrimSuffix(APIPrefix, "/")
}

func (s Functions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	escaped := strings.TrimPrefix(strings.TrimPrefix(r.URL.EscapedPath(), strings.TrimSuffix(APIPrefix, "/")), "/")
	first, rest, _ := strings.Cut(escaped, "/")
	name, err := url.PathUnescape(first)
	switch {
	case escaped == "" && r.Method == http.MethodGet:
		s.list(w)
		return
	case err != nil:
		refused(http.StatusBadRequest, fc.CodePathNotSupported, err.Error()).write(w, instance.NewCallID(), nil)
		return
	}
	for _, f := range s {
		if f.Function().Name != name {
			continue
		}
		if rest == "triggers" && r.Method == http.MethodGet {
			f.triggers(w)
			return
		}
		f.Handler.ServeHTTP(w, r)
		return
	}
	text := fmt.Sprintf("function '%s' does not exist", name)
	if len(s) > 1 {
		text += "; here are " + strings.Join(s.names(), ", ")
	}
	refused(http.StatusNotFound, fc.CodeFunctionNotFound, text).write(w, instance.NewCallID(), nil)
}

func (s Functions) names() []string {
	var names []string
	for _, f := range s {
		names = append(names, f.Function().Name)
	}
	return names
}

// ListedFunction is a function in the answer to ListFunctions (SDK client/function_model.go).
type ListedFunction struct {
	Name    string `json:"functionName"`
	Runtime string `json:"runtime"`
	Handler string `json:"handler"`
	Timeout int    `json:"timeout"` // seconds
	Memory  int    `json:"memorySize"`
}

// FunctionList is the answer to ListFunctions.
type FunctionList struct {
	Functions []ListedFunction `json:"functions"`
}

func (s Functions) list(w http.ResponseWriter) {
	list := FunctionList{Functions: []ListedFunction{}}
	for _, served := range s {
		f := served.Function()
		list.Functions = append(list.Functions, ListedFunction{f.Name, f.Runtime, f.Handler, int(f.Timeout.Seconds()), f.Memory})
	}
	writeList(w, list)
}

// ListedTrigger is a trigger in the answer to ListTriggers (SDK client/trigger_model.go).
type ListedTrigger struct {
	Name string       `json:"triggerName"`
	Type string       `json:"triggerType"`
	HTTP *HTTPAddress `json:"httpTrigger,omitempty"`

	Config string `json:"triggerConfig,omitempty"` // a TimerConfig, in JSON
}

// TimerConfig is the configuration of a timer trigger (SDK client/timer_trigger_config_model.go).
type TimerConfig struct {
	Cron    string `json:"cronExpression"`
	Enable  bool   `json:"enable"`
	Payload string `json:"payload"`
}

// HTTPAddress is where an HTTP trigger is called.
type HTTPAddress struct {
	URL string `json:"urlInternet"`
}

// TriggerList is the answer to ListTriggers.
type TriggerList struct {
	Triggers []ListedTrigger `json:"triggers"`
}

func (s Served) triggers(w http.ResponseWriter) {
	f := s.Function()
	list := TriggerList{Triggers: []ListedTrigger{}}
	if handlesHTTP(&f) {
		name := "http"
		if f.Trigger != nil {
			name = f.Trigger.Name
		}
		list.Triggers = append(list.Triggers, ListedTrigger{Name: name, Type: "http", HTTP: &HTTPAddress{s.URL}})
	}
	for _, t := range f.Timers {
		config, _ := json.Marshal(TimerConfig{t.Cron, t.Enabled, t.Payload}) // cannot fail
		list.Triggers = append(list.Triggers, ListedTrigger{Name: t.Name, Type: "timer", Config: string(config)})
	}
	writeList(w, list)
}

// writeList writes what cannot fail to be JSON.
func writeList(w http.ResponseWriter, v any) {
	data, _ := json.Marshal(v)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set(fc.HeaderRequestID, instance.NewCallID())
	_, _ = w.Write(data) // the client may be gone
}
