package retrofit

import (
	"fmt"
	"strings"
)

// Choices says that several places could be meant; Request.Router picks one.
type Choices struct {
	What   string
	Places []Place
}

func (c *Choices) Error() string {
	var places []string
	for _, p := range c.Places {
		places = append(places, p.String())
	}
	return fmt.Sprintf("%s: %s", c.What, strings.Join(places, ", "))
}

// String is the place as FILE:LINE and its code.
func (p Place) String() string {
	if p.What == "" {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d %s", p.File, p.Line, p.What)
}

// Declined says why the code was left alone, and what a person may paste instead.
type Declined struct {
	Reason string
	Place  Place
	Paste  []string // exact lines, nil if there are none
}

func (d *Declined) Error() string {
	if d.Place.File == "" {
		return d.Reason
	}
	return fmt.Sprintf("%s:%d: %s", d.Place.File, d.Place.Line, d.Reason)
}
