package fc

import "slices"

// EventTrigger is a kind of trigger that sends its events as JSON objects and has
// a type of its own in s.yaml: Tablestore sends CBOR (D/107), EventBridge's are
// lists. The keys, ARNs and roles are those of FC3 docs/zh/yaml (triggers.md,
// complete.md); package event has a sample of what each kind sends.
type EventTrigger struct {
	Kind    string   // as package event calls it: "oss"
	Summary string   // for a list: what makes it send an event
	Type    string   // triggerType
	Source  string   // sourceArn; "" for none
	Role    string   // name of the RAM role that the source calls the function with, as the console makes it; "" for none
	Config  []string // triggerConfig, lines of YAML
	Replace []string // what a person replaces in Source and Config
}

const (
	arnAccount = "${config('AccountID')}" // Serverless Devs knows it: the account that deploys
	arnRegion  = "${vars.region}"
)

// EventTriggers lists the kinds in the order of the platform's page of events (D/140).
func EventTriggers() []EventTrigger {
	cdn := func(kind, summary, event string) EventTrigger {
		return EventTrigger{
			Kind: kind, Summary: summary, Type: "cdn_events", Source: "acs:cdn:*:" + arnAccount, Role: "aliyuncdneventnotificationrole",
			Config: []string{
				"eventName: " + event + " # neither this nor the version can be changed later",
				`eventVersion: "1.0.0"`,
				"notes: made by fcgen",
				"filter:",
				"  domain: [DOMAIN] # such as www.example.com",
			},
			Replace: []string{"DOMAIN"},
		}
	}
	return []EventTrigger{
		{
			Kind: "timer", Summary: "a time has come", Type: "timer",
			Config: []string{
				`cronExpression: "0 0 8 * * *" # seconds first, UTC; or "@every 5m", or "CRON_TZ=Asia/Shanghai 0 0 8 * * *"`,
				"enable: true",
				"payload: hello",
			},
		},
		{
			Kind: "oss", Summary: "an object was put into a bucket", Type: "oss",
			Source: "acs:oss:" + arnRegion + ":" + arnAccount + ":BUCKET", Role: "aliyunosseventnotificationrole",
			Config: []string{
				`events: ["oss:ObjectCreated:*"]`,
				"filter:",
				"  key: # two triggers of a bucket may not look at the same objects",
				`    prefix: ""`,
				`    suffix: ""`,
			},
			Replace: []string{"BUCKET"},
		},
		{
			Kind: "sls", Summary: "lines arrived in a log store", Type: "log",
			Source: "acs:log:" + arnRegion + ":" + arnAccount + ":project/PROJECT", Role: "aliyunlogetlrole",
			Config: []string{
				"enable: true",
				"sourceConfig:",
				"  logstore: LOGSTORE # whose lines are sent",
				"logConfig: # where the trigger notes its runs; not the same log store",
				"  project: PROJECT",
				"  logstore: TRIGGER_LOGSTORE",
				"jobConfig:",
				"  maxRetryTime: 3 # 0 to 100",
				"  triggerInterval: 60 # 3 to 600 seconds",
				"functionParameter: {} # what the event has as its parameter",
			},
			Replace: []string{"PROJECT", "LOGSTORE", "TRIGGER_LOGSTORE"},
		},
		cdn("cdn", "a log file of the CDN is there", "LogFileCreated"),
		cdn("cdn-refreshed", "objects of the CDN were refreshed", "CachedObjectsRefreshed"),
		{
			Kind: "mns-topic", Summary: "a message was published to a topic", Type: "mns_topic",
			Source: "acs:mns:" + arnRegion + ":" + arnAccount + ":/topics/TOPIC", Role: "aliyunmnsnotificationrole",
			Config: []string{
				"notifyContentFormat: JSON # STREAM sends the message alone",
				"notifyStrategy: BACKOFF_RETRY # or EXPONENTIAL_DECAY_RETRY",
			},
			Replace: []string{"TOPIC"},
		},
	}
}

// EventTriggerNamed finds the trigger of that exact kind.
func EventTriggerNamed(kind string) (EventTrigger, bool) {
	all := EventTriggers()
	i := slices.IndexFunc(all, func(t EventTrigger) bool { return t.Kind == kind })
	if i < 0 {
		return EventTrigger{}, false
	}
	return all[i], true
}
