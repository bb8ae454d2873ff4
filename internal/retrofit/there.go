package retrofit

import "github.com/fcgen/fcgen/internal/fc"

// hooksThere lists the hooks that the code has, fcgen's and others.
func (x *index) hooksThere(t *target, have *ours) []Found {
	var list []Found
	c := &changing{index: x, ours: have}
	for _, h := range fc.Hooks() {
		if have != nil {
			for _, name := range have.hooks {
				if name == h.Name {
					list = append(list, c.oursAt(name))
				}
			}
			continue
		}
		if found, ok := x.present(h, t); ok {
			list = append(list, found)
		}
	}
	return list
}
