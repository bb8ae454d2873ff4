// Package event has events to start from: what each kind of trigger sends to a
// function, with the fields that the platform documents (D/140, D/055) and values
// of our own. It calls nobody.
//
//	sample, err := event.Named("oss")
//	…
//	send(sample.Data)
package event

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sample is an event of a kind of trigger.
type Sample struct {
	Kind  string // as a person types it: "oss"
	Title string // for a list: what happened
	Data  []byte // JSON, indented, with a newline at its end
}

//go:embed samples
var samples embed.FS

// kinds lists the samples in the order of the platform's page, with other names
// that people type for them.
var kinds = []struct {
	kind, title string
	also        []string
}{
	{"timer", "Timer: a time has come", []string{"time", "cron"}},
	{"oss", "OSS: an object was put", nil},
	{"sls", "SLS: lines of a log store", []string{"log"}},
	{"cdn", "CDN: a log file is there", []string{"cdn-events", "cdn_events"}},
	{"cdn-refreshed", "CDN: objects were refreshed", nil},
	{"tablestore", "Tablestore: a row was put", []string{"ots"}},
	{"mns-topic", "MNS topic: a message", []string{"mns", "mns_topic", "smq"}},
	{"mns-topic-attributes", "MNS topic: a message with attributes, as a stream", nil},
	{"mns-queue", "MNS queue: a message", []string{"mns_queue"}},
	{"rocketmq", "RocketMQ: a message", nil},
	{"rabbitmq", "RabbitMQ: a message", []string{"amqp"}},
	{"kafka", "Kafka: a message", []string{"alikafka"}},
	{"dts", "DTS: a row was updated", nil},
	{"mqtt", "MQTT: a message", nil},
	{"apache-rocketmq", "Apache RocketMQ of one's own: a message", nil},
	{"api-gateway", "API gateway: a request", []string{"apigateway", "apigw"}},
	{"http", "HTTP trigger of a built-in runtime: a request", nil},
}

// Samples lists all, in the order of the platform's page.
func Samples() []Sample {
	var list []Sample
	for _, k := range kinds {
		data, err := samples.ReadFile("samples/" + k.kind + ".json")
		if err != nil {
			panic(err) // a file that is part of the program
		}
		list = append(list, Sample{k.kind, k.title, data})
	}
	return list
}

// Kinds lists the kinds of the samples.
func Kinds() []string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.kind)
	}
	return list
}

// Unknown means that there is no sample of that kind.
type Unknown struct {
	Kind  string
	Known []string
}

func (e *Unknown) Error() string { return fmt.Sprintf("unknown kind of event %q", e.Kind) }

// Named is the sample of a kind. The error is an *Unknown.
func Named(kind string) (Sample, error) {
	name := strings.ToLower(kind)
	for i, k := range kinds {
		if k.kind == name || slices.Contains(k.also, name) {
			return Samples()[i], nil
		}
	}
	return Sample{}, &Unknown{kind, Kinds()}
}

// Timer is what a timer trigger sends at a time.
func Timer(name, payload string, at time.Time) []byte {
	data, _ := json.Marshal(struct { // cannot fail
		Time    string `json:"triggerTime"`
		Name    string `json:"triggerName"`
		Payload string `json:"payload"`
	}{at.UTC().Format(time.RFC3339), name, payload})
	return data
}
