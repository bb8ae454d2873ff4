package fc

import "sync"

// rule says what a value of s.yaml may be. Exactly one of the constructors
// below makes each; min and max count only where max is not 0.
type rule struct {
	kind     kind
	min, max float64
	enum     []string
	open     bool            // there may be values beside those of enum: another one is a warning
	keys     map[string]rule // of an object; nil leaves its keys open
	required []string        // keys an object must have
	values   *rule           // of an open object
	item     *rule           // of a list
	orText   bool            // a plain string stands for the whole ("auto")
}

type kind string

const (
	text    kind = "a string"
	whole   kind = "a whole number"
	number  kind = "a number"
	boolean kind = "true or false"
	object  kind = "a mapping"
	list    kind = "a list"
)

func aText(enum ...string) rule     { return rule{kind: text, enum: enum} }
func aWhole(min, max float64) rule  { return rule{kind: whole, min: min, max: max} }
func aNumber(min, max float64) rule { return rule{kind: number, min: min, max: max} }
func aBool() rule                   { return rule{kind: boolean} }
func aList(item rule) rule          { return rule{kind: list, item: &item} }
func aMap(values rule) rule         { return rule{kind: object, values: &values} }
func anything() rule                { return rule{kind: object} }
func orText(r rule) rule            { r.orText = true; return r }
func orNewer(r rule) rule           { r.open = true; return r }
func anObject(k map[string]rule, required ...string) rule {
	return rule{kind: object, keys: k, required: required}
}

// functionRules is the table, built once.
var functionRules = sync.OnceValue(rules)

// rules builds the table of what props of a fc3 resource may hold: FC3
// src/schema.json at 4ca1c1b, narrowed by the API's own limits (S/06, S/09)
// where that schema is silent, with the keys that only the API's models have:
// fc3 hands all props on (FC3 src/resources/fc/impl/client.ts).
func rules() rule {
	words := aList(aText())
	hook := anObject(map[string]rule{"handler": aText(), "timeout": aWhole(1, 1<<31), "command": words})
	health := anObject(map[string]rule{
		// Ranges: github.com/alibabacloud-go/fc-20230330, client/custom_health_check_config_model.go.
		"httpGetUrl": aText(), "initialDelaySeconds": aWhole(0, 120), "periodSeconds": aWhole(1, 120),
		"timeoutSeconds": aWhole(1, 3), "failureThreshold": aWhole(1, 120), "successThreshold": aWhole(1, 120),
	})
	return anObject(map[string]rule{
		"annotations": anything(),
		// Ranges: SDK client/put_async_invoke_config_input_model.go.
		"asyncInvokeConfig": anObject(map[string]rule{
			"maxAsyncRetryAttempts": aWhole(0, 8), "maxAsyncEventAgeInSeconds": aWhole(1, 604800), "qualifier": aText(),
		}).withAPI("PutAsyncInvokeConfigInput"),
		"code":                  orText(anObject(map[string]rule{"src": aText(), "ossBucketName": aText(), "ossObjectName": aText()}, "src", "ossBucketName", "ossObjectName")),
		"concurrencyConfig":     anObject(map[string]rule{"reservedConcurrency": aWhole(0, 1<<31)}, "reservedConcurrency"),
		"cpu":                   aNumber(MinCPU, MaxCPU),
		"customDNS":             apiObject("CustomDNS"),
		"description":           aText(),
		"diskSize":              aWhole(SmallDisk, LargeDisk),
		"enableLongLiving":      aBool(),
		"endpoint":              aText(),
		"environmentVariables":  aMap(aText()),
		"functionName":          aText(),
		"gpuConfig":             apiObject("GPUConfig"),
		"handler":               aText(),
		"instanceConcurrency":   aWhole(MinConcurrency, MaxConcurrency),
		"instanceIsolationMode": orNewer(aText("SHARE", "SESSION_EXCLUSIVE")),
		"internetAccess":        aBool(),
		"layers":                words,
		"logConfig": orText(anObject(map[string]rule{
			"project": aText(), "logstore": aText(), "enableRequestMetrics": aBool(), "enableInstanceMetrics": aBool(),
			"enableLlmMetrics": aBool(), "logBeginRule": orNewer(aText("DefaultRegex", "None")),
		}, "project", "logstore").withAPI("LogConfig")),
		"memorySize":      aWhole(MinMemory, MaxMemory),
		"nasConfig":       orText(apiObject("NASConfig")),
		"ossMountConfig":  orText(apiObject("OSSMountConfig")),
		"provisionConfig": anything(),
		"region":          orNewer(aText(Regions()...)),
		"resourceGroupId": aText(),
		"role":            aText(),
		"runtime":         aText(append(RuntimeNames(), "micro-sandbox")...),
		"scalingConfig":   anything(),
		"sessionAffinity": orNewer(aText("NONE", "GENERATED_COOKIE", "HEADER_FIELD", "MCP_SSE")),
		// Ranges: D 04/010 to 015, SDK client/*_session_affinity_config_model.go.
		"sessionAffinityConfig": orText(anObject(map[string]rule{
			"affinityHeaderFieldName": aText(), "sseEndpointPath": aText(), "sessionConcurrencyPerInstance": aWhole(1, 200),
			"sessionTTLInSeconds": aWhole(1, 21600), "sessionIdleTimeoutInSeconds": aWhole(1, 21600),
		}).withAPI("HeaderFieldSessionAffinityConfig")),
		"supplement":    anything(),
		"tags":          aList(anObject(map[string]rule{"key": aText(), "value": aText()}, "key", "value")),
		"timeout":       aWhole(MinTimeout, MaxTimeout),
		"tracingConfig": anything(),
		"vpcBinding":    anything(),
		"vpcConfig":     orText(apiObject("VPCConfig").with("vSwitchIds", orText(words))),
		"customRuntimeConfig": anObject(map[string]rule{
			"command": words, "args": words, "port": aWhole(1, 65535), "healthCheckConfig": health,
		}),
		"customContainerConfig": anObject(map[string]rule{
			"image": aText(), "command": words, "entrypoint": words, "port": aWhole(1, 65535),
			"healthCheckConfig": health,
		}, "image").withAPI("CustomContainerConfig"),
		"instanceLifecycleConfig": anObject(map[string]rule{"initializer": hook, "preStop": hook}),
		"triggers": aList(anObject(map[string]rule{
			"triggerName": aText(), "description": aText(), "qualifier": aText(), "invocationRole": aText(), "sourceArn": aText(),
			"triggerType":   aText("http", "oss", "log", "timer", "eventbridge", "mns_topic", "cdn_events", "tablestore"),
			"triggerConfig": anything(),
		}, "triggerName", "triggerType", "triggerConfig").withAPI("CreateTriggerInput")),
	}, "region", "functionName", "runtime").withAPI("CreateFunctionInput")
}

// triggerRules are the triggerConfig of the trigger types whose keys fcgen knows (FC3 src/schema.json).
func triggerRules() map[string]rule {
	return map[string]rule{
		"http": anObject(map[string]rule{
			"authType": orNewer(aText("anonymous", "function", "jwt")), "disableURLInternet": aBool(), "authConfig": orText(anything()),
			"methods": aList(aText("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")),
		}, "authType", "methods").withAPI("HTTPTriggerConfig"),
		"timer": anObject(map[string]rule{"cronExpression": aText(), "enable": aBool(), "payload": aText()}, "cronExpression", "enable").withAPI("TimerTriggerConfig"),
	}
}
