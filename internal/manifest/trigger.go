package manifest

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// HTTPTrigger is a trigger of type http.
type HTTPTrigger struct {
	Name    string
	Auth    string // anonymous, function, jwt
	Methods []string
	CORS    *CORS // nil means that the trigger says nothing to browsers
}

// CORS is the trigger's corsConfig, by the SDK's model CORSConfig.
type CORS struct {
	Origins, Methods, Headers, Exposed []string // "*" is any
	Credentials                        bool
	MaxAge                             int // seconds; 0 means that s.yaml says nothing
}

// trigger is the first trigger of type http: the platform allows one.
func (r *reader) trigger() *HTTPTrigger {
	for i, n := range items(r.at("triggers", optional)) {
		key := fmt.Sprintf("triggers[%d]", i)
		n = r.fill(target(n), key, optional)
		if r.scalar(child(n, "triggerType"), key+".triggerType") != "http" {
			continue
		}
		t := &HTTPTrigger{Name: r.scalar(child(n, "triggerName"), key+".triggerName")}
		key += ".triggerConfig"
		config := r.fill(child(n, "triggerConfig"), key, optional)
		t.Auth = r.scalar(child(config, "authType"), key+".authType")
		t.Methods = r.scalars(config, key, "methods")
		t.CORS = r.cors(child(config, "corsConfig"), key+".corsConfig")
		return t
	}
	return nil
}

func (r *reader) cors(n *yaml.Node, key string) *CORS {
	n = r.fill(n, key, optional)
	if n == nil || n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		return nil
	}
	age, _ := strconv.Atoi(r.scalar(child(n, "maxAge"), key+".maxAge")) // what is no number the checks tell
	return &CORS{
		Origins: r.scalars(n, key, "allowOrigins"), Methods: r.scalars(n, key, "allowMethods"),
		Headers: r.scalars(n, key, "allowHeaders"), Exposed: r.scalars(n, key, "exposeHeaders"),
		Credentials: r.scalar(child(n, "allowCredentials"), key+".allowCredentials") == "true", MaxAge: max(age, 0),
	}
}

// scalar is a single value; "" if there is none.
func (r *reader) scalar(n *yaml.Node, key string) string {
	if n = r.fill(n, key, optional); n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// scalars are the single values of a list of parent, which stands at key.
func (r *reader) scalars(parent *yaml.Node, key, name string) (all []string) {
	key += "." + name
	for i, n := range items(r.fill(child(parent, name), key, optional)) {
		if value := r.scalar(n, fmt.Sprintf("%s[%d]", key, i)); value != "" {
			all = append(all, value)
		}
	}
	return all
}
