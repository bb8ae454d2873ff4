package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// documented are the fields of each event (D/140, D/055): a path for each, in
// which [] is any member of a list.
var documented = map[string]string{
	"timer": "triggerTime triggerName payload",
	"oss": "events[].eventName events[].eventSource events[].eventTime events[].eventVersion events[].region " +
		"events[].oss.bucket.arn events[].oss.bucket.name events[].oss.bucket.ownerIdentity " +
		"events[].oss.object.deltaSize events[].oss.object.eTag events[].oss.object.key events[].oss.object.size " +
		"events[].oss.object.objectMeta.mimeType events[].oss.object.objectMeta.userMeta.x-oss-meta-author " +
		"events[].oss.ossSchemaVersion events[].oss.ruleId events[].requestParameters.sourceIPAddress " +
		"events[].responseElements.requestId events[].userIdentity.principalId",
	"sls": "parameter.key source.endpoint source.projectName source.logstoreName source.shardId source.beginCursor source.endCursor jobName taskId cursorTime",
	"cdn": cdn + " events[].eventParameter.endTime events[].eventParameter.fileSize events[].eventParameter.filePath events[].eventParameter.startTime",
	"cdn-refreshed": cdn + " events[].eventParameter.objectPath[] events[].eventParameter.createTime events[].eventParameter.completeTime " +
		"events[].eventParameter.objectType events[].eventParameter.taskId",
	"tablestore": "Version Records[].Type Records[].Info.Timestamp Records[].PrimaryKey[].ColumnName Records[].PrimaryKey[].Value " +
		"Records[].Columns[].Type Records[].Columns[].ColumnName Records[].Columns[].Value Records[].Columns[].Timestamp",
	"mns-topic":            "TopicOwner Message Subscriber PublishTime SubscriptionName MessageMD5 TopicName MessageId",
	"mns-topic-attributes": "body attrs.Extend",
	"mns-queue":            cloudEvent + bridged + " [].data.requestId [].data.messageId [].data.messageBody",
	"rocketmq": cloudEvent + bridged + " [].data.topic [].data.body [].data.userProperties [].data.systemProperties.MIN_OFFSET [].data.systemProperties.TRACE_ON " +
		"[].data.systemProperties.MAX_OFFSET [].data.systemProperties.MSG_REGION [].data.systemProperties.KEYS [].data.systemProperties.CONSUME_START_TIME " +
		"[].data.systemProperties.UNIQ_KEY [].data.systemProperties.TAGS [].data.systemProperties.INSTANCE_ID",
	"rabbitmq": cloudEvent + bridged + " [].data.envelope.deliveryTag [].data.envelope.exchange [].data.envelope.redeliver [].data.envelope.routingKey " +
		"[].data.body.name [].data.props.contentEncoding [].data.props.messageId",
	"kafka": cloudEvent + " [].data.topic [].data.partition [].data.offset [].data.timestamp [].data.headers.headers [].data.headers.isReadOnly [].data.key [].data.value",
	"mqtt":  "[].props.firstTopic [].props.secondTopic [].props.clientId [].body",
	"apache-rocketmq": "[].msgId [].topic [].systemProperties.UNIQ_KEY [].systemProperties.CLUSTER [].systemProperties.MIN_OFFSET [].systemProperties.TAGS " +
		"[].systemProperties.MAX_OFFSET [].userProperties [].body",
	"api-gateway": "path httpMethod headers.Accept queryParameters.name pathParameters.id body isBase64Encoded",
	"http": "version rawPath body isBase64Encoded headers.Content-Type headers.User-Agent queryParameters.verbose requestContext.accountId " +
		"requestContext.domainName requestContext.domainPrefix requestContext.http.method requestContext.http.path requestContext.http.protocol " +
		"requestContext.http.sourceIp requestContext.http.userAgent requestContext.requestId requestContext.time requestContext.timeEpoch",
}

const (
	cdn = "events[].eventName events[].eventSource events[].eventVersion events[].region events[].eventTime events[].traceId " +
		"events[].userIdentity.aliUid events[].resource.domain events[].eventParameter.domain"
	cloudEvent = "[].id [].source [].specversion [].type [].datacontenttype [].subject [].time [].aliyunaccountid"
	bridged    = " [].aliyunpublishtime [].aliyunoriginalaccountid [].aliyuneventbusname [].aliyunregionid [].aliyunpublishaddr"
)

func TestSamplesHaveTheDocumentedFields(t *testing.T) {
	t.Parallel()
	for _, s := range Samples() {
		var value any
		if err := json.Unmarshal(s.Data, &value); err != nil {
			t.Errorf("%s: %v", s.Kind, err)
			continue
		}
		got := map[string]bool{}
		paths(value, "", got)
		want, known := documented[s.Kind]
		if s.Kind == "dts" { // its schema stands in it five times
			for _, p := range []string{"[].data.id", "[].data.topicPartition.topic", "[].data.operationType", "[].data.schema.recordFields[].fieldName", "[].data.beforeImage.values[].data", "[].data.afterImage.size", "[].type"} {
				if !got[p] {
					t.Errorf("dts has no %s", p)
				}
			}
			continue
		}
		if !known {
			t.Errorf("%s: its fields are not known", s.Kind)
		}
		fields := strings.Fields(want)
		for _, field := range fields {
			if !got[field] {
				t.Errorf("%s has no %s", s.Kind, field)
			}
		}
		for _, field := range slices.Sorted(maps.Keys(got)) {
			if !slices.Contains(fields, field) {
				t.Errorf("%s has %s, which no text speaks of", s.Kind, field)
			}
		}
	}
}

// paths collects the paths of what has no members.
func paths(value any, at string, found map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			paths(member, strings.TrimPrefix(at+"."+key, "."), found)
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for _, member := range v {
			paths(member, at+"[]", found)
		}
		if len(v) > 0 {
			return
		}
	}
	found[at] = true
}

func TestNamed(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"oss": "oss", "mns": "mns-topic", "log": "sls", "OSS": "oss", "cron": "timer"} {
		if got, err := Named(typed); err != nil || got.Kind != want {
			t.Errorf("%s: got %q, %v; want %q", typed, got.Kind, err, want)
		}
	}
	var unknown *Unknown
	if _, err := Named("s3"); !errors.As(err, &unknown) || len(unknown.Known) != len(Samples()) {
		t.Errorf("s3: got %v", err)
	}
	seen := map[string]bool{}
	for _, k := range kinds {
		for _, name := range append([]string{k.kind}, k.also...) {
			if seen[name] {
				t.Errorf("%s stands for two", name)
			}
			seen[name] = true
		}
	}
}

func TestTimer(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 31, 16, 0, 0, 0, time.FixedZone("", 8*60*60))
	got := Timer(`a "name"`, "hello", at)
	if want := fmt.Sprintf(`{"triggerTime":"2026-01-31T08:00:00Z","triggerName":%q,"payload":"hello"}`, `a "name"`); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
