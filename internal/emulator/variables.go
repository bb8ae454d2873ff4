package emulator

import (
	"github.com/fcgen/fcgen/internal/instance"
)

// Variable is one of the environment that the function's instances have.
type Variable struct {
	Name, Value, From string // From is who sets it: "platform", "s.yaml", "--env", "this machine", "fcgen"
}

// Variables lists what an instance that starts now would find, with the
// credentials in it.
func (e *Emulator) Variables() []Variable {
	e.pool.mu.Lock()
	program := e.pool.gen.program
	e.pool.mu.Unlock()
	c := e.startOf(program)
	c.ID, c.Port = "another one for each instance", c.Function.Port
	var all []Variable
	for _, v := range instance.Variables(c) {
		all = append(all, Variable{v.Name, v.Value, string(v.From)})
	}
	return all
}
