package console

import "encoding/json"

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

// eventPresets are payloads to start from. The shapes of the triggers' events:
// https://help.aliyun.com/zh/functioncompute/fc/user-guide/time-triggers and
// https://help.aliyun.com/zh/functioncompute/fc/user-guide/oss-event-trigger-overview.
func eventPresets() []preset {
	return []preset{
		{Name: "Empty", Body: ""},
		{Name: "JSON", Body: "{\n  \"name\": \"world\"\n}"},
		{Name: "Time trigger", Body: `{
  "triggerTime": "2026-01-31T08:00:00Z",
  "triggerName": "every-morning",
  "payload": "hello"
}`},
		{Name: "OSS trigger: an object was put", Body: `{
  "events": [
    {
      "eventName": "ObjectCreated:PutObject",
      "eventSource": "acs:oss",
      "eventTime": "2026-01-31T08:00:00.000Z",
      "eventVersion": "1.0",
      "region": "cn-hangzhou",
      "oss": {
        "bucket": {
          "name": "my-bucket",
          "arn": "acs:oss:cn-hangzhou:123456789012:my-bucket"
        },
        "object": {
          "key": "pictures/cat.png",
          "size": 12345
        },
        "ossSchemaVersion": "1.0"
      }
    }
  ]
}`},
	}
}
