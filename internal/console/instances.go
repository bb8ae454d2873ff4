package console

import (
	"net/http"
)

// instanceCall names an instance.
type instanceCall struct {
	ID string `json:"id"`
}

// stopInstance stops one with its pre-stop; the page need not wait for it.
func (c *console) stopInstance(w http.ResponseWriter, r *http.Request) (any, error) {
	var call instanceCall
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	if err := c.platform.StopInstance(r.Context(), call.ID, "stopped in the console"); err != nil {
		return nil, &refusal{http.StatusConflict, err.Error()}
	}
	return done{}, nil
}

// killInstance ends one's process as a crash does.
func (c *console) killInstance(w http.ResponseWriter, r *http.Request) (any, error) {
	var call instanceCall
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	if err := c.platform.KillInstance(call.ID); err != nil {
		return nil, &refusal{http.StatusConflict, err.Error()}
	}
	return done{}, nil
}

// reload builds and reloads.
func (c *console) reload(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := read(w, r, &struct{}{}); err != nil {
		return nil, err
	}
	if c.Reload == nil {
		return nil, &refusal{http.StatusConflict, "there is nothing to build: the command is run as it is"}
	}
	c.Reload()
	return done{}, nil
}
