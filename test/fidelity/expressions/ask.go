// Asks the expression language of a Kubernetes release: one question a line of JSON, one answer a line. It builds in a module of its own
// that requires k8s.io/apiserver and k8s.io/apiextensions-apiserver of the release; record.mjs says what to ask it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	celgo "github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/version"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/common"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/warning"
)

type question struct {
	Expr   string                 `json:"expr,omitempty"`
	Vars   map[string]interface{} `json:"vars,omitempty"`
	Schema map[string]interface{} `json:"schema,omitempty"`
	Object map[string]interface{} `json:"object,omitempty"`
	Old    map[string]interface{} `json:"old,omitempty"`
}

type answer struct {
	Compile string      `json:"compile,omitempty"`
	Type    string      `json:"type,omitempty"`
	Value   interface{} `json:"value,omitempty"`
	Error   string      `json:"error,omitempty"`
	Cost    *uint64     `json:"cost,omitempty"`
	Errors  []string    `json:"errors,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	Spent   int64       `json:"spent,omitempty"`
	Estimates []uint64  `json:"estimates,omitempty"`
}

var set = environment.MustBaseEnvSet(version.MajorMinor(1, 36))

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var q question
			if e := unmarshal(line, &q); e != nil {
				panic(string(line) + e.Error())
			}
			var a answer
			if q.Schema != nil {
				a = rules(q)
			} else {
				a = expression(q)
			}
			text, _ := json.Marshal(a)
			fmt.Fprintln(out, string(text))
		}
		if err != nil {
			return
		}
	}
}

// Numbers as the API machinery reads them: whole ones are integers.
func unmarshal(line []byte, q *question) error {
	if err := json.Unmarshal(line, q); err != nil {
		return err
	}
	for _, m := range []map[string]interface{}{q.Vars, q.Object, q.Old} {
		for k, v := range m {
			m[k] = whole(v)
		}
	}
	return nil
}

func whole(v interface{}) interface{} {
	switch it := v.(type) {
	case float64:
		if it == float64(int64(it)) {
			return int64(it)
		}
	case map[string]interface{}:
		for k, x := range it {
			it[k] = whole(x)
		}
	case []interface{}:
		for i, x := range it {
			it[i] = whole(x)
		}
	}
	return v
}

func expression(q question) (a answer) {
	vars := []celgo.EnvOption{}
	for name := range q.Vars {
		vars = append(vars, celgo.Variable(name, celgo.DynType))
	}
	extended, err := set.Extend(environment.VersionedOptions{IntroducedVersion: version.MajorMinor(1, 0), EnvOptions: vars})
	if err != nil {
		panic(err)
	}
	env := extended.NewExpressionsEnv()
	ast, issues := env.Compile(q.Expr)
	if issues != nil {
		a.Compile = issues.String()
		return
	}
	a.Type = ast.OutputType().String()
	prog, err := env.Program(ast, celgo.InterruptCheckFrequency(100))
	if err != nil {
		a.Compile = "program: " + err.Error()
		return
	}
	val, details, err := prog.ContextEval(context.Background(), q.Vars)
	if details != nil && details.ActualCost() != nil {
		a.Cost = details.ActualCost()
	}
	if err != nil {
		a.Error = err.Error()
		return
	}
	a.Value = shown(val)
	return
}

// A value as its type and what it is.
func shown(val ref.Val) interface{} {
	switch it := val.(type) {
	case types.Null:
		return []interface{}{"null"}
	case *types.Optional:
		if !it.HasValue() {
			return []interface{}{"optional"}
		}
		return []interface{}{"optional", shown(it.GetValue())}
	case traits.Mapper:
		pairs := [][2]interface{}{}
		for i := it.Iterator(); i.HasNext() == types.True; {
			k := i.Next()
			pairs = append(pairs, [2]interface{}{shown(k), shown(it.Get(k))})
		}
		sort.Slice(pairs, func(i, j int) bool {
			a, _ := json.Marshal(pairs[i])
			b, _ := json.Marshal(pairs[j])
			return string(a) < string(b)
		})
		return []interface{}{"map", pairs}
	case traits.Lister:
		items := []interface{}{}
		for i := it.Iterator(); i.HasNext() == types.True; {
			items = append(items, shown(i.Next()))
		}
		return []interface{}{"list", items}
	case types.Bytes:
		return []interface{}{"bytes", fmt.Sprintf("%x", []byte(it))}
	}
	text := val.ConvertToType(types.StringType)
	if types.IsError(text) {
		return []interface{}{val.Type().TypeName()}
	}
	return []interface{}{val.Type().TypeName(), text.Value()}
}

func rules(q question) (a answer) {
	text, _ := json.Marshal(q.Schema)
	var v1 apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(text, &v1); err != nil {
		panic(err)
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&v1, &internal, nil); err != nil {
		panic(err)
	}
	s, err := schema.NewStructural(&internal)
	if err != nil {
		a.Compile = err.Error()
		return
	}
	walk(s, true, &a)
	validator := cel.NewValidator(s, true, 1000000)
	if validator == nil {
		return
	}
	var old interface{}
	opts := []cel.Option{}
	if q.Old != nil {
		old = q.Old
		opts = append(opts, cel.WithRatcheting(common.NewCorrelatedObject(q.Object, q.Old, &model.Structural{Structural: s})))
	}
	told := &recorder{}
	errs, left := validator.Validate(warning.WithWarningRecorder(context.Background(), told), nil, s, q.Object, old, 10000000, opts...)
	for _, e := range errs {
		a.Errors = append(a.Errors, e.Error())
	}
	sort.Strings(a.Errors)
	sort.Strings(told.texts)
	a.Warnings = told.texts
	a.Spent = 10000000 - left
	return
}

// Every part of a schema that has rules, by the order of names.
func walk(s *schema.Structural, root bool, a *answer) {
	if len(s.XValidations) > 0 {
		estimates(s, model.SchemaDeclType(s, root || s.XEmbeddedResource), a)
	}
	names := []string{}
	for name := range s.Properties {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		child := s.Properties[name]
		walk(&child, false, a)
	}
	if s.Items != nil {
		walk(s.Items, false, a)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Structural != nil {
		walk(s.AdditionalProperties.Structural, false, a)
	}
}

func estimates(s *schema.Structural, decl *apiservercel.DeclType, a *answer) {
	results, err := cel.Compile(s, decl, 1000000, set, cel.NewExpressionsEnvLoader())
	if err != nil {
		a.Compile = err.Error()
		return
	}
	for _, r := range results {
		if r.Error != nil {
			a.Compile += r.Error.Error() + "\n"
		} else {
			a.Estimates = append(a.Estimates, r.MaxCost)
		}
	}
}

type recorder struct{ texts []string }

func (r *recorder) AddWarning(_, text string) { r.texts = append(r.texts, text) }
