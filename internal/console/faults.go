package console

import (
	"net/http"

	"github.com/fcgen/fcgen/internal/emulator"
)

// setFaults switches faults on, and off those that are not named.
func (c *console) setFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	var call struct {
		Faults []string `json:"faults"` // as --fault takes them
	}
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	faults, err := emulator.ParseFaults(call.Faults)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err.Error()}
	}
	c.platform.SetFaults(faults)
	return map[string][]string{"faults": faults.Values()}, nil
}
