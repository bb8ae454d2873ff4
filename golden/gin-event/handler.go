package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
)

// handle is called with each event; the caller gets what it returns. An error
// or a panic makes the call a failed one. FromContext(ctx) tells about the call.
func (app *App) handle(ctx context.Context, event []byte) ([]byte, error) {
	var in struct {
		Name string `json:"name"`
	}
	if len(event) > 0 {
		if err := json.Unmarshal(event, &in); err != nil {
			return nil, fmt.Errorf("the event is not the JSON expected: %w", err)
		}
	}
	slog.InfoContext(ctx, "event", "bytes", len(event))
	greeting, err := app.store.Greeting(ctx)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{
		"message":   greeting + ", " + cmp.Or(in.Name, "world") + "!",
		"requestId": FromContext(ctx).RequestID,
	})
}
