package retrofit

// Inspect reads the program in dir.
func Inspect(dir string) (Program, error) {
	return Program{}, &Declined{Reason: "no Go server was found in " + dir}
}

// Change computes what Request asks for. Nothing is written.
func Change(r Request) (*Result, error) {
	return nil, &Declined{Reason: "no Go server was found in " + r.Dir}
}
