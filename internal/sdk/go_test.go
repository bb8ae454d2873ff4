package sdk

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	fc "github.com/alibabacloud-go/fc-20230330/v4/client"
	util "github.com/alibabacloud-go/tea-utils/v2/service"
	"github.com/alibabacloud-go/tea/tea"

	"github.com/fcgen/fcgen/internal/emulator"
)

func (p platform) client(t *testing.T) *fc.Client {
	t.Helper()
	c, err := fc.NewClient(&openapi.Config{
		AccessKeyId:     tea.String("a-key-id"),
		AccessKeySecret: tea.String("a-key-secret"),
		Endpoint:        tea.String(p.endpoint),
		Protocol:        tea.String("http"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// invoke calls the function as a program does that uses the Go SDK.
func invoke(c *fc.Client, function, payload string, headers *fc.InvokeFunctionHeaders) (status int, header map[string]string, body string, err error) {
	resp, err := c.InvokeFunctionWithOptions(tea.String(function),
		&fc.InvokeFunctionRequest{Body: strings.NewReader(payload)}, headers, &util.RuntimeOptions{})
	if err != nil {
		return 0, nil, "", err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil, "", err
	}
	header = map[string]string{}
	for name, value := range resp.Headers {
		header[http.CanonicalHeaderKey(name)] = tea.StringValue(value)
	}
	return int(tea.Int32Value(resp.StatusCode)), header, string(data), nil
}

func TestGoSync(t *testing.T) {
	t.Parallel()
	p := start(t)
	status, header, body, err := invoke(p.client(t), p.name, `{"name": "Hangzhou"}`, &fc.InvokeFunctionHeaders{})
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Message, RequestID string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("the body is %q: %v", body, err)
	}
	if status != http.StatusOK || answer.Message != "Hello, Hangzhou!" {
		t.Errorf("got status %d and %q", status, body)
	}
	if id := header["X-Fc-Request-Id"]; id == "" || id != answer.RequestID {
		t.Errorf("the function was called with request id %q, the caller was told %q", answer.RequestID, id)
	}
	if kind, failed := header["X-Fc-Error-Type"]; failed {
		t.Errorf("a call that succeeded has the error type %q", kind)
	}
}

func TestGoTailsTheLog(t *testing.T) {
	t.Parallel()
	p := start(t)
	_, header, _, err := invoke(p.client(t), p.name, "{}", &fc.InvokeFunctionHeaders{XFcLogType: tea.String("Tail")})
	if err != nil {
		t.Fatal(err)
	}
	tail, err := base64.StdEncoding.DecodeString(header["X-Fc-Log-Result"])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"FC Invoke Start RequestId: " + header["X-Fc-Request-Id"],
		"bytes",
		"FC Invoke End RequestId: " + header["X-Fc-Request-Id"],
		"Billed Duration",
	} {
		if !strings.Contains(string(tail), want) {
			t.Errorf("the tail of the log has no %q:\n%s", want, tail)
		}
	}
}

func TestGoAsync(t *testing.T) {
	t.Parallel()
	p := start(t)
	status, header, body, err := invoke(p.client(t), p.name, "{}", &fc.InvokeFunctionHeaders{XFcInvocationType: tea.String("Async")})
	if err != nil {
		t.Fatal(err)
	}
	if status != http.StatusAccepted || body != "" {
		t.Errorf("got status %d and %q, want 202 and nothing", status, body)
	}
	end := p.ended(t, emulator.CallAsync, 1)[0]
	if end.Error != "" || end.Request != header["X-Fc-Request-Id"] {
		t.Errorf("the call ended with %q as request %s, the caller was told %s", end.Error, end.Request, header["X-Fc-Request-Id"])
	}
}

func TestGoSeesAFailedCall(t *testing.T) {
	t.Parallel()
	p := start(t)
	status, header, body, err := invoke(p.client(t), p.name, "no JSON", &fc.InvokeFunctionHeaders{})
	if err != nil {
		t.Fatal(err)
	}
	if status != http.StatusOK || header["X-Fc-Error-Type"] == "" || !strings.Contains(body, "errorMessage") {
		t.Errorf("got status %d, error type %q, body %q", status, header["X-Fc-Error-Type"], body)
	}
}

func TestGoUnknownFunction(t *testing.T) {
	t.Parallel()
	p := start(t)
	_, _, _, err := invoke(p.client(t), "nobody", "{}", &fc.InvokeFunctionHeaders{})
	var refused *tea.SDKError
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want the SDK's own error", err)
	}
	if tea.StringValue(refused.Code) != "FunctionNotFound" || tea.IntValue(refused.StatusCode) != http.StatusNotFound {
		t.Errorf("got code %q, status %d: %s", tea.StringValue(refused.Code), tea.IntValue(refused.StatusCode), tea.StringValue(refused.Message))
	}
}

func TestGoManyAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t)
	c := p.client(t)
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			name := fmt.Sprintf("caller %d", i)
			_, _, body, err := invoke(c, p.name, fmt.Sprintf(`{"name": %q}`, name), &fc.InvokeFunctionHeaders{})
			if err != nil || !strings.Contains(body, "Hello, "+name+"!") {
				t.Errorf("%s got %q, %v", name, body, err)
			}
		})
	}
	group.Wait()
}
