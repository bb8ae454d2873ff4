package devs

import (
	"errors"
	"io/fs"
	"path/filepath"
)

// environment is the one of env.yaml that was asked for; nil for none
// (parse-spec's doEnvironment).
func (r *run) environment(content *Value, file string) (*Value, error) {
	key := content.Get("env")
	if r.extended && (key != nil || r.options.Environment != "") {
		at := Place{File: file, Line: 1}
		if key != nil {
			at = key.At
		}
		r.note(refused("take env or extend away", "Environment and extend is conflict"), at, &trail{key: "env"}, "")
		return nil, nil
	}
	if r.options.Environment == "" {
		return nil, nil
	}
	name := "env.yaml"
	if key != nil && key.Kind == Text {
		name = key.Text
	}
	at := Place{File: file, Line: 1}
	if key != nil {
		at = key.At
	}
	envFile := r.beside(filepath.Dir(file), name)
	all, _, err := r.load(envFile, nil)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.remark(at, "env", "there is no %s, and Serverless Devs goes on without the environment %s", name, r.options.Environment)
		return nil, nil
	case err != nil:
		return nil, err
	}
	list := all.Get("environments")
	if list == nil {
		list = undefined()
	}
	for _, item := range list.Items {
		if found := item.Get("name"); found != nil && found.Kind == Text && found.Text == r.options.Environment {
			project := undefined()
			if name := content.Get("name"); name != nil {
				project = name
			}
			if devs, from := r.getenv("ALIYUN_DEVS_REMOTE_PROJECT_NAME"); devs != "" {
				project = &Value{Kind: Text, Text: devs, Via: []Place{from}}
			}
			region := item.Get("region")
			if region == nil {
				region = undefined()
			}
			item = setPath(item, region, "overlays", "resources", "region")
			return setPath(item, project, "__project"), nil
		}
	}
	r.remark(at, "env", "%s has no environment %s, and Serverless Devs goes on without it", name, r.options.Environment)
	return nil, nil
}

// setPath is a map in which the value at a path of keys is another.
func setPath(m, value *Value, keys ...string) *Value {
	out := assign(m, nil)
	if m != nil && m.Kind != Map {
		out = newMap()
	}
	if len(keys) == 1 {
		out.set(keys[0], value.At, value)
		return out
	}
	inner := setPath(m.Get(keys[0]), value, keys[1:]...)
	out.set(keys[0], inner.At, inner)
	return out
}
