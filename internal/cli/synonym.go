package cli

import (
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// synonym is what words of other tools mean here.
type synonym struct {
	words   string // separated by blanks
	instead string // what to type in their place; "" for what fcgen does not do
	says    string // a sentence besides; %s stands for the word that was typed
}

// commandSynonyms are words that people type as a command.
func commandSynonyms() []synonym {
	return []synonym{
		{"create make scaffold generate gen", "new", ""},
		{"adopt import migrate", "init", ""},
		{"add", "add-hook", ""},
		{"remove rm delete del", "remove-hook", ""},
		{"upgrade sync", "update", ""},
		{"rollback revert restore", "undo", "undo reverts the last change that fcgen made to files; s rolls back what is deployed"},
		{"run start serve local up debug", "dev", ""},
		{"test verify validate lint doctor simulate", "check", ""},
		{"info status describe inspect", "show", ""},
		{"templates frameworks runtimes regions hooks ls", "list", ""},
		{"completions complete", "completion", ""},
		{"deploy publish release", "", "Serverless Devs deploys a project, from its folder: s deploy"},
		{"destroy undeploy", "", "Serverless Devs removes what is deployed: s remove"},
		{"logs log tail", "", "Serverless Devs shows the logs of what is deployed: s logs --tail"},
		{"login configure config credentials", "", "Serverless Devs keeps the credentials: s config add"},
		{"invoke call", "dev", "dev runs the function and prints a curl line that calls it; s invoke calls what is deployed"},
		{"build compile", "", "make build builds a project that fcgen made; s deploy does it before it deploys"},
	}
}

// valueSynonyms are words that people type as a value, by what an Unknown calls it.
func valueSynonyms(what string) []synonym {
	const otherLanguage = "new makes servers in Go; fcgen dev and fcgen check run one in any language: fcgen dev -- COMMAND"
	switch what {
	case "framework":
		return []synonym{
			{"fiber gofiber beego iris hertz kratos go-zero gozero gofr goframe gf buffalo revel martini chi gorilla mux httprouter", "",
				"new has no %s project; a server on %[1]s that you have can be taken over: fcgen init, in its folder"},
			{"express koa nest nestjs next flask django fastapi spring springboot laravel rails python node nodejs java php", "", otherLanguage},
		}
	case "runtime":
		return []synonym{
			{"debian12 custom-debian12", "custom.debian12", ""},
			{"debian11 custom-debian11", "custom.debian11", ""},
			{"debian10 custom-debian10", "custom.debian10", ""},
			{"debian9 custom.debian9 debian", "custom", ""},
			{"container docker image custom.container", "custom-container", ""},
			{"go go1 golang", "custom.debian11", "the platform has no runtime for Go: a Go server runs on a custom one"},
			{"python python2.7 python3 python3.6 python3.9 python3.10 python3.12 nodejs nodejs12 nodejs14 nodejs16 nodejs18 nodejs20 node java java8 java11 php php7.2 dotnet dotnetcore3.1", "", otherLanguage},
		}
	case "handler":
		return []synonym{{"web rest api server request", generator.HTTP, ""}, {"timer cron oss events queue mq sls", generator.Event, ""}}
	case "auth":
		return []synonym{{"public none open no anon", generator.Anonymous, ""}, {"private signed signature iam required yes", generator.Function, ""}}
	case "policy":
		return []synonym{
			{"mine keep skip local", string(generator.Ours), ""},
			{"overwrite force replace fcgen", string(generator.Theirs), ""},
			{"both merge conflict marker", string(generator.Markers), ""},
		}
	case "hook":
		return []synonym{{"start startup onstart on-start warmup", "initializer", ""}, {"shutdown onstop on-stop sigterm terminate exit", "prestop", ""}}
	default:
		return nil
	}
}

// flagSynonyms are words that people type as a flag; what stands in their place may
// have its value with it.
func flagSynonyms() []synonym {
	return []synonym{
		{"output out path folder directory target location", "dir", ""},
		{"template lang language stack", "framework", ""},
		{"force overwrite replace", "on-conflict theirs", ""},
		{"non-interactive no-interactive no-input batch default defaults quiet silent", "yes", ""},
		{"preview plan what-if", "dry-run", ""},
		{"mem ram memory-size memorysize", "memory", ""},
		{"vcpu cores", "cpu", ""},
		{"package mod module-path", "module", ""},
		{"docker container", "runtime custom-container", ""},
		{"listen listen-port", "port", ""},
		{"environment-variable environ", "env", ""},
	}
}

// meant finds a word among synonyms, whatever its case.
func meant(word string, all []synonym) synonym {
	i := slices.IndexFunc(all, func(s synonym) bool { return slices.Contains(strings.Fields(s.words), strings.ToLower(word)) })
	if i < 0 {
		return synonym{}
	}
	return all[i]
}

// wrongCommand says what to type for a word that is no command, with what
// followed it, unless that may hold a secret.
func (p *program) wrongCommand(e *unknownCommand) []string {
	known := values(mustChoices(commandNames))
	rest := e.rest
	if slices.ContainsFunc(rest, func(word string) bool { return strings.Contains(word, "=") }) {
		rest = nil
	}
	if len(rest) > 0 {
		if hyphenated := e.name + "-" + strings.TrimSuffix(rest[0], "s"); slices.Contains(known, hyphenated) { // add hook
			return p.one("did you mean %s", quoted(append([]string{"fcgen", hyphenated}, rest[1:]...)))
		}
	}
	s := meant(e.name, commandSynonyms())
	var lines []string
	if s.instead != "" {
		lines = p.one("did you mean %s", quoted(append([]string{"fcgen", s.instead}, rest...)))
	}
	if s.says != "" {
		lines = append(lines, p.msg.of(s.says))
	}
	if len(lines) > 0 {
		return lines
	}
	return p.one("%s", p.known(fc.Nearest(e.name, known), known, p.msg.of("commands")))
}

// wrongValue says what to type for a value that is none of the known ones.
func (p *program) wrongValue(e *generator.Unknown) []string {
	s := meant(e.Name, valueSynonyms(e.What))
	if e.What == "region" {
		if named := fc.RegionsNamed(e.Name); len(named) > 0 {
			s.instead = named[0]
		}
	}
	var lines []string
	if strings.Contains(s.says, "%s") {
		lines = p.one(s.says, e.Name)
	} else if s.says != "" {
		lines = p.one("%s", p.msg.of(s.says))
	}
	near := s.instead
	if near == "" && s.says == "" {
		near = fc.Nearest(e.Name, e.Known)
	}
	return append(lines, p.known(near, e.Known, p.msg.of("known")))
}
