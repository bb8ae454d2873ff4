package emulator

import "time"

// EventType says which fields of an Event mean something.
type EventType string

// The types of events.
const (
	EventInstance EventType = "instance" // an instance has a new State
	EventStart    EventType = "start"    // a call or a hook begins
	EventEnd      EventType = "end"      // it ended
	EventLog      EventType = "log"      // a line
	EventBuild    EventType = "build"    // a build began (State "building") or ended ("built", "failed")
	EventNotice   EventType = "notice"   // what the platform here has to say: policies, limits, hints
)

// Event is something that happened. Its JSON is what --events writes.
type Event struct {
	Seq      int64     `json:"seq"` // from 1, without gaps
	Time     time.Time `json:"time"`
	Type     EventType `json:"type"`
	Function string    `json:"function,omitempty"` // where several run: its name
	Instance string    `json:"instance,omitempty"`
	Request  string    `json:"request,omitempty"` // the request's id

	State  State  `json:"state,omitempty"`  // EventInstance, EventBuild
	Reason string `json:"reason,omitempty"` // why: "idle for 5m0s", "reload", the error text of Failed

	Call     CallKind `json:"call,omitempty"` // EventStart, EventEnd
	Method   string   `json:"method,omitempty"`
	Path     string   `json:"path,omitempty"`
	Status   int      `json:"status,omitempty"`   // EventEnd: what the function answered, or the platform for it (499: the client left); 0 if nobody did
	Error    string   `json:"error,omitempty"`    // EventEnd: the platform's error type or text
	Duration float64  `json:"duration,omitempty"` // EventEnd: milliseconds
	Cold     bool     `json:"cold,omitempty"`     // EventEnd: the call waited for a new instance
	Memory   float64  `json:"memory,omitempty"`   // EventEnd: the most that the instance has had, in MB; 0 if nobody measured
	Attempt  int      `json:"attempt,omitempty"`  // of a hook, from 1

	Stream string `json:"stream,omitempty"` // EventLog: stdout, stderr, platform
	Text   string `json:"text,omitempty"`   // EventLog, EventBuild, EventNotice

	Unplayed []string `json:"unplayed,omitempty"` // EventNotice: what s.yaml configures and is not played here
}

// StreamPlatform is the Stream of the platform's own lines.
const StreamPlatform = "platform"

// CallKind is what kind of call a request is.
type CallKind string

// The kinds of calls.
const (
	CallHTTP       CallKind = "http"
	CallEvent      CallKind = "event"
	CallAsync      CallKind = "async"
	CallInitialize CallKind = "initialize"
	CallPreStop    CallKind = "pre-stop"
)

// State is where an instance is in its life (states of D/131 and 2.3 of D/040 in one word each).
type State string

// The states of an instance, in the order of its life.
const (
	Creating     State = "creating"
	Starting     State = "starting"     // the port is waited for
	Initializing State = "initializing" // the initializer runs
	Idle         State = "idle"
	Frozen       State = "frozen"
	Invoking     State = "invoking"
	PreStopping  State = "pre-stopping"
	Stopped      State = "stopped"
	Failed       State = "failed"
)
